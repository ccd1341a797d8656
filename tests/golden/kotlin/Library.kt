@file:JvmName("Shapes")
@file:Suppress("unused")

/* Shapes and how they are kept. */
package org.shapes.core

import org.shapes.Base
import org.shapes.util.*
import org.shapes.tools.Painter as Brush

/**
 * A pair of things.
 *
 * @param T what they are
 */
@Serializable
@Table(name = "pairs")
data class Pair<out T : Any>(val first: T, private var second: T? = null, plain: Int) :
    Base<T>(plain), Named, Iterable<T> by wrapped, Other where T : Comparable<T> {

    /** Makes one of a number. */
    constructor(number: Int) : this(number, null, 3) { register(this) }
    internal constructor() : this(0)

    init {
        val local = compute(plain)
        println(local)
    }

    /** How many. */
    val size: Int = 2
    var label: String = "x"
        get() = field.trim()
        private set(value) { field = value + suffix }
    val lazyName by lazy { build(first) }
    private lateinit var store: Store
    protected open val area: Double get() = width * height

    companion object {
        const val MAX = 10
        @JvmStatic fun of(x: Int): Pair<Int> = Pair(x)
    }

    override suspend fun <R> run(block: suspend (T) -> R, vararg rest: Int = intArrayOf()): R? {
        return block(first)
    }

    operator fun plus(other: Pair<@UnsafeVariance T>): Pair<*> = Pair(other.size)
    infix fun String.joins(other: String) = this + other
    private fun hidden() {}

    inner class Inner(val depth: Int) { fun up() = this@Pair }
    object Registry : Store() { val all = mutableListOf<Base>() }
}

/** Can be named. */
sealed interface Named {
    val name: String
    fun rename(to: String): Named
    fun shout() = name.uppercase()
}

fun interface Visitor {
    fun visit(node: Node)
}

/** Colours. */
enum class Color(val rgb: Int) : Named {
    /** Like blood. */
    RED(0xff0000) { override fun rename(to: String) = this },
    GREEN(0x00ff00),
    ;

    override val name get() = "c$rgb"
    abstract fun mix(other: Color): Color
}

annotation class Table(val name: String)

@JvmInline
value class Meters(val value: Double)

object Single : Named {
    override val name = "single"
}

class WithNamed {
    companion object Factory : Maker<WithNamed> {
        fun make() = WithNamed()
    }
}

typealias Handler<T> = (T) -> Unit

const val VERSION = "1.0"
private val cache = HashMap<String, Named>()
internal var counter: Int = 0
val String.half: Int
    get() = length / 2

/** Sums them. */
fun <T : Number> List<T>.total(start: Int = 0): Double where T : Comparable<T> = sumOf { it.toDouble() } + start
fun Color?.orRed() = this ?: Color.RED
internal tailrec fun main(args: Array<String>) { Single.rename(args[0]) }
