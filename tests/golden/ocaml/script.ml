open Sample;;

#use "topfind";;
print_endline (Sample.greet "x");;
let main argv = exit (Sample.run argv);;
main Sys.argv
