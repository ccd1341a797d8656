import static org.junit.Assert.*;

@Retention(value = RetentionPolicy.RUNTIME)
@interface Check {
    /** Why. */
    String reason() default "none";
    int[] levels() default {};
    Class<?> type() default Object.class;
}

class Statements {
    private static final Logger LOG = Logger.getLogger(Statements.class.getName());
    { ready = true; }
    static { int seed = 7; LOG.info(String.valueOf(seed)); }

    @Check(reason = "it can", levels = {1, 2})
    int run(Object input, final int... rest) throws Exception {
        outer:
        for (int i = 0, n = rest.length; i < n && input != null; i++) {
            switch (rest[i]) {
                case 1:
                case MAX: continue outer;
                default: break outer;
            }
        }
        do { step(); } while (busy() || waiting());
        try (Reader in = open(input); closeable) {
            in.read();
        } catch (IOException | RuntimeException failure) {
            throw new Wrapped(failure);
        } finally {
            done(LOG);
        }
        synchronized (this) { counter += 1; }
        assert input != null : "input";
        String text = switch (input) {
            case Point(int x, var y) when x > 0 -> "point" + y;
            case String s -> s.trim();
            case null, default -> { yield """
                block"""; }
        };
        if (input instanceof Number number) return number.intValue();
        else if (input instanceof Pair<?>(String a, Pair<?>(var b, var c))) return a.length() + b;
        Runnable task = new Runnable() {
            private int runs;
            @Override public void run() { runs++; Statements.super.toString(); Statements.this.step(); }
        };
        class Helper extends Thread { void help() { task.run(); } }
        return input == null ? -1 : super.hashCode();
    }

    native void step();
    abstract static class Inner<T> { protected abstract T make(int size)[]; }
}
