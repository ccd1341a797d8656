/* Licensed to nobody. Copyright none. */
package org.example.library;

import java.util.List;
import java.util.function.*;
import static java.lang.Math.max;
import org.example.Outer.Inner;

/**
 * Keeps books.
 *
 * @param <T> what is kept
 */
@Deprecated(since = "2")
public abstract class Library<T extends Comparable<T>> extends Base<T> implements Shelf, java.io.Closeable {
    /** Most books. */
    public static final int LIMIT = 10, SLACK[] = {1, 2};
    private final List<T> books; // in order
    protected Function<String, Integer> length = text -> { int n = text.length(); return n; };

    static {
        int start = max(LIMIT, 3);
        register(start);
    }

    @Inject
    protected Library(List<T> books, T... others) {
        super(books);
        this.books = books;
    }

    /** Finds a book. */
    @Override
    @Nullable public <R> T find(final String title, R hint) throws java.io.IOException {
        for (T book : books) {
            if (book != null && book.title().equals(title)) return book;
        }
        var found = new Inner<T>(title).<R>search(hint);
        Outer.Nested other = new Outer.Nested();
        return found == null ? fallback() : other.get(this::compare, String::new);
    }

    abstract void close();

    enum State implements Supplier<String> {
        OPEN, // now
        CLOSED("x") {
            @Override public String get() { return "closed"; }
        };
        State(String... names) {}
        public String get() { return name(); }
    }

    record Book(String title, @Positive int pages) implements Shelf {
        Book {
            if (pages < 0) throw new IllegalArgumentException();
        }
    }

    interface Shelf extends Comparable<Shelf>, Cloneable {
        int WIDTH = 5;
        void put(Object thing);
        default int size() { return switch (WIDTH) { case 1, 2 -> 0; default -> 1; }; }
        private void hidden() {}
    }

    @interface Inject {
        String value() default "x";
    }

    int describe(Object o) {
        outer:
        while (true) {
            try (var in = open(o); Reader r = in) {
                if (o instanceof String s && !s.isEmpty()) break outer;
                if (o instanceof Book(String t, var p)) return p;
                Runnable task = () -> { class Local { int x; } new Thread() { public void run() { tick(o); } }.start(); };
            } catch (IOException | RuntimeException e) {
                log(e);
            }
        }
        return switch (o) { case Book b when b.pages() > 1 -> 1; default -> 0; };
    }
}
