package broken

class Half {
    fun good() { call(1) }
    fun missing( { return 2 }
    fun after(x: Int) { other("unclosed) }
    val last = 3
}
class { val x = 1 }
fun tail(x: = {
