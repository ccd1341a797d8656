function(open
  a "unclosed
endfunction()
[[ never closed
add_library(x)
