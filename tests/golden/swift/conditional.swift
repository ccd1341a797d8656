#if DEBUG
func risky() throws -> Int { return 1 }
let a = try! risky()
let b = try!risky()
func inside() { let c = try! risky(); print(!flag, c!) }
#else
let d = try! risky()
#endif
func outside() { let e = try! risky(); other(try! risky()) }
