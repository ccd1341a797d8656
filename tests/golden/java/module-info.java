/** The library's module. */
@Deprecated
open module org.example.library {
    requires transitive java.sql;
    requires static org.example.base;
    exports org.example.library.api to org.example.app;
    uses org.example.library.spi.Plugin;
    provides org.example.library.spi.Plugin with org.example.library.Default;
}
