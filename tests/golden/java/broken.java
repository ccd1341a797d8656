package broken;

public class Broken {
    int kept(int a) { return helper(a); }

    void lost( {

    /** Found again. */
    public static class Later {
        String name;
        String method() { return name; }
    }
