	indented before any rule
: nothing
= nothing
define open
x: y
