# Every outside library is found here and nowhere else. What Debian ships as a static
# library is linked statically; oneTBB and mimalloc exist only as shared objects.
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
if(KOMPRESS_TESTS)
  find_package(Catch2 2 REQUIRED)
endif()
# Of the test provider alone, and shared: a test may load libcurl, which brings the same library.
if(KOMPRESS_FAKE_LLM OR KOMPRESS_TESTS)
  find_package(OpenSSL 3 REQUIRED)
endif()
if(KOMPRESS_BENCH)
  find_package(benchmark REQUIRED)
  find_library(KOMPRESS_MIMALLOC mimalloc REQUIRED)
endif()

# Declares kompress::<name> from a static archive and a header that must exist.
function(kompress_static_library name archive header)
  find_library(KOMPRESS_${name}_ARCHIVE NAMES ${archive} REQUIRED)
  find_path(KOMPRESS_${name}_INCLUDE ${header} REQUIRED)
  add_library(kompress::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(kompress::${name} PROPERTIES
    IMPORTED_LOCATION ${KOMPRESS_${name}_ARCHIVE}
    INTERFACE_INCLUDE_DIRECTORIES ${KOMPRESS_${name}_INCLUDE})
endfunction()

kompress_static_library(sqlite libsqlite3.a sqlite3.h)
kompress_static_library(zstd libzstd.a zstd.h)
kompress_static_library(xxhash libxxhash.a xxhash.h)
kompress_static_library(md libmd.a sha2.h)
kompress_static_library(re2 libre2.a re2/re2.h)
set_target_properties(kompress::re2 PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads")
kompress_static_library(cmark_core libcmark-gfm.a cmark-gfm.h)
kompress_static_library(cmark libcmark-gfm-extensions.a cmark-gfm-core-extensions.h)
set_target_properties(kompress::cmark PROPERTIES INTERFACE_LINK_LIBRARIES "kompress::cmark_core")
set_target_properties(kompress::cmark kompress::cmark_core PROPERTIES INTERFACE_COMPILE_DEFINITIONS "CMARK_GFM_STATIC_DEFINE;CMARK_GFM_EXTENSIONS_STATIC_DEFINE")
# Debian's libsqlite3.a is compiled with zlib-free FTS5 that needs libm, and may load extensions.
set_target_properties(kompress::sqlite PROPERTIES INTERFACE_LINK_LIBRARIES "m;dl;Threads::Threads")

# Header-only, used in tokens/catalog_file.cpp alone.
find_path(KOMPRESS_TOML_INCLUDE toml++/toml.h REQUIRED)
add_library(kompress_toml INTERFACE)
target_include_directories(kompress_toml SYSTEM INTERFACE ${KOMPRESS_TOML_INCLUDE})

# Header-only spdlog, used in one translation unit a module, so no shared libfmt at start-up.
find_path(KOMPRESS_SPDLOG_INCLUDE spdlog/spdlog.h REQUIRED)
add_library(kompress_spdlog INTERFACE)
target_include_directories(kompress_spdlog SYSTEM INTERFACE ${KOMPRESS_SPDLOG_INCLUDE})
target_compile_definitions(kompress_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
target_link_libraries(kompress_spdlog INTERFACE Threads::Threads)

# Headers only: libcurl itself is opened by name when the first request is made.
find_path(KOMPRESS_CURL_INCLUDE curl/curl.h REQUIRED)
add_library(kompress_curl_headers INTERFACE)
target_include_directories(kompress_curl_headers SYSTEM INTERFACE ${KOMPRESS_CURL_INCLUDE})
target_link_libraries(kompress_curl_headers INTERFACE ${CMAKE_DL_LIBS})
