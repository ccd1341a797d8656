# Warnings for our own code; third-party sources are compiled without them.
add_library(kompress_warnings INTERFACE)
target_compile_options(kompress_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual>)

# Outside of releases an index beyond a vector stops the program, where a sanitizer sees only the reserve behind it.
add_compile_definitions($<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)
