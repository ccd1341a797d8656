//! Shapes of the sample.

const std = @import("std");
const util = @import("util.zig");
const print = std.debug.print;

/// A point.
pub const Point = struct {
    /// Across.
    x: f32,
    y: f32 = 0,
    next: ?*Point = null,

    pub const origin = Point{ .x = 0, .y = 0 };

    /// Makes one.
    pub fn init(x: f32, y: f32) Point {
        return .{ .x = x, .y = y };
    }

    fn length(self: *const Point) !f32 {
        const sum = self.x * self.x + self.y;
        return util.sqrt(sum) catch |err| return err;
    }
};

pub const Color = enum(u8) {
    red,
    green = 2,
    pub fn name(self: Color) []const u8 {
        return switch (self) {
            .red => "red",
            .green => "green",
        };
    }
};

const Shape = union(enum) { circle: Point, square: f32 };
pub const Failure = error{ NotFound, Broken };
pub var counter: usize = 0;
threadlocal var depth: u32 = 0;
const limit: u32 = 10;
const Opaque = opaque {};

// A plain comment documents, too.
pub fn List(comptime T: type) type {
    return struct {
        items: []T,
        const Self = @This();
        pub fn push(self: *Self, item: T) void {
            _ = item;
            self.grow();
        }
    };
}

export fn run(args: [][]const u8) callconv(.C) c_int {
    var i: usize = 0;
    while (i < args.len) : (i += 1) {
        if (args[i].len == 0 and i > 0 or false) continue;
        for (args) |arg| print("{s}\n", .{arg});
    }
    const Local = struct { a: u8 };
    const value = maybe() orelse 1;
    defer cleanup();
    blk: {
        break :blk;
    }
    const list = List(Local){ .items = &.{} };
    return Point.init(1, 2).length() + value + list.count;
}

extern "c" fn puts(s: [*:0]const u8) c_int;

test "points have a length" {
    try std.testing.expect(run(&.{}) == 0);
}
test Point {}
comptime {
    _ = Point;
}
