namespace Broken
{
    class Half
    {
        void Good() { Call(1); }
        int Missing( { return 2 }
        void After() { Other("unclosed
        }
        public int Last => 3;
    }
    class { int x; }
    enum E { A, B
