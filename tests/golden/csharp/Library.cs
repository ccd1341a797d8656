// Copyright (c) 2026 The Authors.
// A library of shapes: types, members, visibility.
using System;
using System.Collections.Generic;
using static System.Math;
using Names = System.Collections.Generic.List<string>;
global using Shapes.Base;

[assembly: AssemblyTitle("Shapes")]

namespace Shapes.Core;

/// <summary>
/// Something with an area, as <see cref="T:Shapes.Area"/> measures it.
/// </summary>
public interface IShape : IDisposable
{
    /// <summary>The area.</summary>
    /// <returns>Square metres.</returns>
    double Area();
    string Name { get; set; }
    event EventHandler Changed;
    private void Hidden() { }
    static abstract IShape Create(int seed);
}

/// <summary>A pair.</summary>
/// <param name="X">The first.</param>
public record Pair<T>(T X, T Y = default) : Base(X) where T : notnull;

public readonly record struct Point(int X, int Y);

[Flags, Serializable]
internal enum Color : byte
{
    None = 0,
    /// <summary>Like blood.</summary>
    Red = 1, // a remark on red
    [Obsolete("use Red")] Crimson = Red,
}

public delegate TResult Convert<in T, out TResult>(T value) where T : class;

/// <summary>Circles &amp; discs.</summary>
[Serializable]
[DebuggerDisplay("{radius}", Name = "circle")]
public sealed partial class Circle<T> : Shape<T>, IShape, IComparable<Circle<T>> where T : struct, IShape, new()
{
    /// <summary>How fine.</summary>
    public const int Precision = 10, Half = 5;
    private readonly double radius = Compute(1), scale;
    internal static readonly Dictionary<string, List<Point?>> Cache = new();
    public event EventHandler<ShapeArgs>? Changed, Moved;
    public event Action Resized
    {
        add { handlers.Add(value); }
        remove => handlers.Remove(value);
    }

    static Circle() { Registry.Register(typeof(Circle<>)); }

    /// <summary>Makes one of <paramref name="radius"/>.</summary>
    public Circle(double radius, params int[] rest) : base(radius)
    {
        this.radius = radius;
        OnChanged?.Invoke(this, rest);
    }

    protected Circle() : this(0) { }
    ~Circle() { Dispose(false); }

    public double Radius { get; private set; } = 3;
    public double Diameter => 2 * radius;
    protected internal virtual string Label
    {
        get { var text = Format(radius); return text ?? "none"; }
        set { label = value; }
    }
    public T this[int index, string key] { get => items[index]; set => items[index] = value; }
    [Pure]
    public static Circle<T> operator +(Circle<T> a, Circle<T> b) => new Circle<T>(a.radius + b.radius);
    public static bool operator true(Circle<T> a) => true;
    public static implicit operator double(Circle<T> c) { return c.radius; }
    public static explicit operator Circle<T>(Point p) => new(p.X);

    double IShape.Area() => PI * Pow(radius, 2);
    private protected void Shrink(ref int by, out string why, in Point at) { why = ""; }
    async Task<List<int>> LoadAsync(CancellationToken token = default) => await Loader.LoadAsync<int>(token).ConfigureAwait(false);

    private class Node<U> where U : T
    {
        public U Value;
        internal struct Deep { public int Level; }
    }
}

public static class Extensions
{
    /* Length of the text,
     * in bytes. */
    public static int ByteLength(this string text, Encoding encoding) => encoding.GetByteCount(text);
    extern static int Native(int handle);
}
