class Half {
    func good() { call(1) }
    func missing( { return 2 }
    func after(x: Int) { other("unclosed) }
    var last = 3
}
class { var x = 1 }
func tail(x: = {
