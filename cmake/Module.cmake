# kompress_module(<name> DEPS <modules> LIBS <outside libraries>)
#
# One static library from src/<name>/**.cpp. DEPS name other modules and are the edges that
# docs/architecture.md draws; tests/arch checks that the includes agree.
function(kompress_module name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp ${CMAKE_SOURCE_DIR}/src/${name}/*.c)
  list(FILTER sources EXCLUDE REGEX "/src/cli/main\\.cpp$")
  add_library(kompress_${name} STATIC ${sources})
  target_include_directories(kompress_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
  foreach(dep IN LISTS ARG_DEPS)
    target_link_libraries(kompress_${name} PUBLIC kompress_${dep})
  endforeach()
  target_link_libraries(kompress_${name} PRIVATE kompress_warnings ${ARG_LIBS})
endfunction()
