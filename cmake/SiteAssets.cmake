# What a site of `kompress doc --format html` carries: our styles and scripts, and from npm (pinned by package-lock.json)
# the search library and the drawer of diagrams. Compressed at build time and taken in by the assembler.
set(kompress_site_packages ${CMAKE_SOURCE_DIR}/node_modules)
if(NOT EXISTS ${kompress_site_packages}/@mermaid-js/tiny/dist/mermaid.tiny.js)
  message(FATAL_ERROR "What sites carry is missing from node_modules: run ./dev setup (it runs npm ci)")
endif()

add_executable(kompress_pack ${CMAKE_SOURCE_DIR}/cmake/pack.c)
target_link_libraries(kompress_pack PRIVATE kompress::zstd)

# kompress_embed_site_assets(<target>)
function(kompress_embed_site_assets target)
  set(out ${CMAKE_BINARY_DIR}/generated/site)
  file(MAKE_DIRECTORY ${out})
  set(own ${CMAKE_SOURCE_DIR}/src/site/assets)
  set(packed)
  foreach(pair site.css=${own}/site.css theme.js=${own}/theme.js site.js=${own}/site.js search.js=${own}/search.js
      diagrams.js=${own}/diagrams.js drawer.html=${own}/drawer.html drawer.js=${own}/drawer.js
      minisearch.js=${kompress_site_packages}/minisearch/dist/umd/index.js
      mermaid.js=${kompress_site_packages}/@mermaid-js/tiny/dist/mermaid.tiny.js)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 name)
    list(GET pair 1 source)
    add_custom_command(OUTPUT ${out}/${name}.zst COMMAND kompress_pack ${source} ${out}/${name}.zst DEPENDS kompress_pack ${source} VERBATIM)
    list(APPEND packed ${out}/${name}.zst)
  endforeach()
  set(data ${CMAKE_SOURCE_DIR}/src/site/data.S)
  set_source_files_properties(${data} PROPERTIES COMPILE_OPTIONS "-Wa,-I${out}" OBJECT_DEPENDS "${packed}")
  target_sources(${target} PRIVATE ${data})
endfunction()
