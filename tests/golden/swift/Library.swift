// Shapes and how they are kept.

import Foundation
import class UIKit.UIView
@testable import Shapes.Core

/// Something drawable.
public protocol Drawable: AnyObject, Named {
    associatedtype Canvas: Surface
    /// How large.
    var area: Double { get }
    static var count: Int { get set }
    func draw(on canvas: Canvas) throws -> Bool
    init(name: String)
}

/**
 A circle.

 - Parameter T: what it is made of
 */
@available(iOS 13, *)
@objc(Circle)
public final class Circle<T: Material>: Shape<T>, Drawable where T: Equatable {
    /// How fine.
    public static let precision: Int = 10, half = 5
    private var radius: Double
    fileprivate lazy var cache: [String: Point]? = { return load() }()
    weak var delegate: CircleDelegate?
    var diameter: Double {
        get { return radius * 2 }
        set { radius = newValue / 2 }
    }
    public private(set) var label = "x" {
        willSet { announce(newValue) }
        didSet { update(oldValue, label) }
    }
    open var area: Double { pow(radius, 2) * pi }

    /// Makes one.
    public init(radius: Double, _ name: String = "c", in group: Group...) {
        self.radius = radius
        super.init(name: name)
    }
    convenience init?(text: String) { return nil }
    deinit { cleanup() }

    @discardableResult
    public func draw<U: Surface>(on canvas: U, with pen: Pen, completion: @escaping (Result<U, Error>) -> Void) async throws -> [U]? where U: Hashable {
        return try await canvas.stroke(pen)
    }
    static func == (left: Circle, right: Circle) -> Bool { return left.radius == right.radius }
    class func make() -> Self { return Self(radius: 1) }
    subscript(index: Int, key: String) -> Point { get { return points[index] } set { points[index] = newValue } }
    private func hidden() {}

    enum Style: String, Codable {
        case plain, dashed = "d"
        /// With a width.
        case wide(Double, cap: Cap)
        indirect case nested(Style)

        var isPlain: Bool { return self == .plain }
    }

    struct Options {
        let width: Double
        typealias Table = Map<String, Int>
    }
}

extension Circle: CustomStringConvertible where T: Named {
    public var description: String { return name }
    func grow(by factor: Double) { radius *= factor }
    struct Nested {}
}

extension Array where Element: Drawable {
    func drawAll() { forEach { $0.draw() } }
}

/// A point.
struct Point: Hashable {
    var x, y: Double
    mutating func move(dx: Double) { x += dx }
}

actor Store {
    func save(_ item: Item) async {}
}

@propertyWrapper
struct Clamped<Value> { var wrappedValue: Value }

infix operator +++: AdditionPrecedence
prefix func - (p: Point) -> Point { return p }
func +++ (a: Point, b: Point) -> Point { return a }

typealias Handler = (Int) -> Void
let version = "1.0"
private var counter = 0

/// Sums.
public func total(_ numbers: Int...) -> some Numeric { return numbers.reduce(0, +) }

#if DEBUG
func onlyDebug() {}
#endif
