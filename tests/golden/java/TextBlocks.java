/** What looks like a comment in a text block is none. */
class TextBlocks {
    String opened = """
        /*.java
        /tmp "x"
        """;
    /** Behind an opened one. */
    int first() { return 1; }
    String line = """
        // "quoted" \""" """;
    String escaped = "\"/*";
    char quote = '"'; // """ /* in a comment
    int second() { return 2; }
    /* """ in a comment */
    String closed = """
        /* "closed" */ http://x/""";
    int third() { return 3; }
}
