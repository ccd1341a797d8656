// Shapes and how they are kept.
package org.shapes
package core

import org.shapes.Base
import org.shapes.util._
import org.shapes.tools.{Painter, Pen => Brush, Hidden => _}
import scala.collection.mutable

/** A pair of things.
  *
  * @tparam T what they are
  */
@Entity(name = "pairs") @deprecated
sealed abstract class Pair[+T <: Any, U: Ordering](val first: T, private var second: T = null, plain: Int)(implicit context: Context)
    extends Base[T](plain) with Named with util.Other {
  self: Logging =>

  /** Makes one of a number. */
  def this(number: Int) = { this(null, null, number); register(this) }

  private[core] val width, height: Int = 1
  protected var count = 2
  lazy val store: Store = new Store(1)
  val (left, right) = split(plain)
  val abstractSize: Int

  /** Runs it. */
  override def run[R](block: T => R, rest: Int*)(implicit e: Executor): Option[R] = Some(block(first))
  def +(other: Pair[T, U]): Pair[T, U] = other
  def unary_- : Int = -plain
  private def hidden(): Unit = ()
  implicit def toText(x: Int): Text = Text(x)
  type Key
  type Table[X] = Map[String, X]
  def abstractMethod(a: Int): Unit
}

/** Its companion. */
object Pair {
  val Max = 10
  def apply(x: Int): Pair[Int, Int] = new Concrete(x)
  private object Cache extends Store
  case class Entry(key: String, value: Int = 1) extends Product
}

trait Named[F[_]] extends Any with Serializable {
  def name: String
  val tag: F[String]
  def shout: String = name.toUpperCase
}

case object Empty extends Named
final case class Wrapped[A](inner: A)(val extra: Int)
implicit class RichInt(val self: Int) extends AnyVal { def half: Int = self / 2 }

package object tools {
  type Handler = Int => Unit
  val version = "1.0"
}
