# Warnings for our own code; third-party sources are compiled without them.
add_library(kompress_warnings INTERFACE)
target_compile_options(kompress_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual>)
