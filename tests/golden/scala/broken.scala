package broken

class Half {
  def good() = { call(1) }
  def missing( = { return 2 }
  def after(x: Int) = { other("unclosed) }
  val last = 3
}
object { val x = 1 }
def tail(x: = {
