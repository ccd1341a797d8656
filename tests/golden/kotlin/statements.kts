#!/usr/bin/env kotlin
import java.io.IOException

class Worker(private val tools: Tools) {
    fun branches(x: Any?, n: Int): Int {
        if (x is String && n > 1 || x == null) one() else two()
        for (i in 1..n) step(i)
        for ((key, value) in table) use(key, value)
        while (n > 0) again()
        do { once() } while (more())
        val word = when (x) {
            1, 2 -> "few"
            is Point -> x.name
            in 3..9 -> describe(x)
            else -> "many"
        }
        try {
            risky()
        } catch (e: IOException) {
            log(e.message)
        } finally {
            close()
        }
        val best = word ?: fallback()
        return if (best.isEmpty()) 1 else best.length
    }

    fun calls(list: List<Point?>) {
        val (a, b) = list.first()!!.pair()
        list.map { it?.x }.filter { p -> p != null && p > a }.forEachIndexed { i, p -> tools.draw(i, p) }
        tools.pen?.color?.mix(b)
        org.shapes.core.total(1)
        Generic<Int, Point>(a).run()
        val f = fun(z: Int): Int { return z * a }
        val g: (Int) -> Int = { q: Int -> f(q) }
        list.forEach(::println)
        list.map(Point::x)
        val obj = object : Listener(), Closeable {
            override fun close() { tools.release() }
        }
        fun local(deep: Int) = deep + a
        println("sum $a and ${g(local(b))} \$x")
        tools.with(width = 3, obj)
        val y = x as? Point ?: throw IllegalStateException("no ${list.size}")
        run outer@{ return@outer }
        a to b
        table["k"] = y
        counter++
        super.calls(list)
        this.tools.close()
    }
}

println(Worker(Tools()).calls(emptyList()))
