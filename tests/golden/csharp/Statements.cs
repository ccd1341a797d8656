#nullable enable
namespace Outer
{
    using System.IO;

    namespace Inner.Deep
    {
        #region Worker
        class Worker
        {
            int count;

            void Branches(object x, int? n)
            {
                if (x is string s && s.Length > 0) Use(s);
                else if (x is Point { X: > 0, Y: var y } p || n > 3) p.Move(y);
                for (int i = 0; i < 3; i++) total += i;
                foreach (var item in Items) Print(item);
                foreach (var (key, value) in Pairs()) Print(key, value);
                while (count-- > 0) Step();
                do { Step(); } while (Again());
                switch (n)
                {
                    case 1: goto done;
                    case 2 when count > 3:
                    default: break;
                }
                var word = n switch { 1 => "one", > 5 and < 9 => "some", _ => Other(n) };
                try { Risky(); }
                catch (IOException e) when (e.HResult == 3) { Log(e.Message); }
                catch { throw new InvalidOperationException(nameof(x)); }
                finally { Close(); }
                var best = n ?? (count > 1 ? 2 : 3);
            done:
                return;
            }

            IEnumerable<int> Calls(Dictionary<string, Func<int, int>> table)
            {
                int Twice(int z) { int local = z * 2; return local + count; }
                Func<int, int> f = q => Twice(q) + count;
                Func<int, int, int> g = (a, b) => { var sum = a + b; return sum; };
                Run(delegate (int d) { return d; }, named: f);
                table["x"](1);
                this.Branches(null, 3);
                base.Calls(table)!.ToList();
                a?.b.C()?.D(1);
                System.IO.File.ReadAllText("a");
                global::System.Console.WriteLine($"{count:N2} and {Twice(1)}");
                Generic<int, Point>(x => x);
                var o = new { Name = 1, table.Count };
                List<int> list = new() { 1, 2 };
                Worker w = new Worker { count = 3 };
                var array = new Point[3];
                (int first, string second) tuple = (1, "x");
                M(out var made, out int kept);
                Use(made, kept);
                if (w is not Worker other) yield break;
                object cast = (Worker)o as Worker;
                var query = from z in list where z > count let v = z * 2 orderby v select v;
                using var file = File.Open("x");
                lock (w) { unsafe { int* pointer = &count; } }
                yield return default(int);
            }
        }
        #endregion

#if DEBUG
        class OnlyDebug { void Trace() => Write(@"c:\", """raw "x" text"""); }
#else
        class OnlyRelease { }
#endif
    }
}
