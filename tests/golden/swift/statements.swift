class Worker {
    func branches(x: Any?, n: Int, list: [Point]) -> Int {
        if let text = x as? String, n > 1 { one(text) } else if case .some(let v) = x { two(v) } else { three() }
        guard let first = list.first, first.x > 0 || n < 3 && n > 1 else { return 0 }
        for i in 0..<n where i > 1 { step(i) }
        for (key, value) in table { use(key, value) }
        while let next = iterator.next() { visit(next) }
        repeat { once() } while more()
        switch x {
        case 1, 2: low()
        case let p as Point where p.x > 1: use(p)
        case .wide(let w, cap: _): wide(w)
        default: break
        }
        do {
            try risky()
        } catch let error as NetworkError {
            log(error.code)
        } catch {
            fatalError("x")
        }
        let word = n > 1 ? "many" : name(of: n)
        let best = word ?? fallback
        defer { close() }
        return best.count
    }

    func calls() {
        let circle = Circle<Steel>(radius: 1, "c")
        circle.draw(on: canvas, with: Pen(width: 2)) { result in finish(result) }
        delegate?.circle(self, didChange: circle.label)?.next()
        items!.first!.move(dx: 1)
        self.calls()
        super.calls()
        Shapes.Registry.shared.add(circle)
        let f = { (a: Int, b: Int) -> Int in return a + b + f(a) }
        list.map { $0.name }.filter { item in item.isEmpty }
        func local(_ deep: Int) -> Int { return deep * 2 }
        print("sum \(f(1, 2)) and \(circle.area)")
        let empty = [Int]()
        let (a, b) = pair()
        UIView.animate(withDuration: 0.3, animations: { self.layout() }) { _ in done() }
        let path = \Circle.radius
        if circle is Drawable { }
        DispatchQueue.main.async { [weak self] in self?.calls() }
    }
}

print(Worker().calls())
