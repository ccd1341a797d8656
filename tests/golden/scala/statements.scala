class Work(tools: Tools) {
  def branches(x: Any, n: Int): Int = {
    if (n > 1 && x != null) one() else two()
    for (i <- 1 to n; j = i * 2 if j > 1; item <- items) yield use(i, j, item)
    while (n > 0) { again() }
    do { once() } while (more())
    val word = x match {
      case 1 | 2 => "few"
      case p: Point => p.name
      case Some(Pair(a, b)) if a > b => describe(a)
      case head :: tail => join(head, tail)
      case whole @ Wrapped(_) => whole.toString
      case _ => "many"
    }
    try risky()
    catch {
      case e: IOException => log(e.getMessage)
    } finally close()
    word.length
  }

  def calls(list: List[Point]): Unit = {
    val (a, b) = list.head.pair
    list.map(_.x).filter(p => p > a).foreach { p => tools.draw(p, b) }
    list map transform
    org.shapes.core.total[Int](1)
    new Circle[Steel](2).draw(tools.pen)
    val f = (z: Int) => z * a
    val g: Int => Int = { case 0 => 1; case q => f(q) }
    val listener = new Listener with Closeable {
      override def close(): Unit = tools.release()
    }
    def local(deep: Int) = deep + a
    println(s"sum $a and ${g(local(b))}")
    tools.width = 3
    this.calls(list)
    super.calls(list)
    Point.apply(1)
    throw new IllegalStateException("no")
  }
}
