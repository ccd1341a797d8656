using System;

Console.WriteLine(Greet(args[0]));
var total = Sum(1, 2);

/// Says hello.
string Greet(string name) => $"Hello {name}";
static int Sum(int a, int b) { return a + b; }

partial class Program { public int Answer = 42; }
