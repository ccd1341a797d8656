f() {
  if x; then
  echo "unclosed
}
g() { echo ) }
case x in
