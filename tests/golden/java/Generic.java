package generic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.*;

/** A box. */
public sealed interface Box<T extends Number & Comparable<? super T>> permits Box.Small, Box.Large {
    String NAME = "box", ALIAS = NAME;

    T content();

    static <E extends Number & Comparable<? super E>> Box<E> of(E item) { return new Small<>(item); }

    record Small<T extends Number & Comparable<? super T>>(T content) implements Box<T>, java.io.Serializable {
        static int made; // how many
        Small { made++; }
        Small(T a, T b) { this(a == null ? b : a); }
    }

    final class Large<T extends Number & Comparable<? super T>> implements Box<T> {
        private final Map.Entry<String, T>[] entries;
        volatile int a, b[] = {1}, c;

        @SafeVarargs
        Large(Map.Entry<String, T>... entries) throws IOException, IllegalStateException {
            super();
            this.entries = entries;
        }

        @Override
        public T content() {
            Callable<T> first = () -> entries[0].getValue();
            Comparator<T> order = (left, right) -> left.compareTo(right);
            int[] sizes = new int[entries.length];
            java.util.List<T> all = java.util.Arrays.<T>asList(first.call());
            all.forEach(System.out::println);
            return (T) all.stream().map(Generic.Helper::wrap).sorted(order).findFirst().orElseThrow(MissingException::new);
        }
    }
}

enum Planet implements Supplier<Double> {
    /** Nearest the sun. */
    MERCURY(3.3e23) { @Override public Double get() { return mass * 2; } },
    @Deprecated EARTH(5.9e24);

    final double mass;
    Planet(double mass) { this.mass = mass; }
    public Double get() { return mass; }
}
