package org.three

import org.shapes.*
import org.shapes.core.{Pair as Couple, given}

/** Colours. */
enum Color(val rgb: Int) extends Named:
  case Red extends Color(0xff0000)
  case Green, Blue
  /** Of two. */
  case Mix(left: Color, right: Color)

  def dark: Boolean = rgb < 100

given intOrder: Ordering[Int] = new Ordering[Int] { def compare(a: Int, b: Int) = a - b }

extension (s: String)
  def shout(times: Int): String = s.toUpperCase * times

opaque type Id = Int

trait Worker:
  def work(x: Int)(using c: Context): Int =
    if x > 1 then
      val y = x * 2
      c.run(y)
    else 0

class Impl(size: Int) extends Worker, Named:
  private val table = Map.empty[String, Int]
  def work(x: Int)(using c: Context): Int = x match
    case 1 | 2 => size
    case n if n > size => c.run(n)
    case _ => 0

@main def start(args: String*): Unit = println(Impl(3).work(1))
val top = 1
