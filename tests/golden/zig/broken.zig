pub const A = struct {
  x: u8
  fn f( void {
  const s = "open;
};
const B = enum {
