//! Shelves and the books on them.

#![allow(dead_code)]

use std::{
    collections::HashMap as Map,
    fmt::{self, Display, Write as _},
    io::*,
};
use crate::paper::Sheet;
use super::ink;
pub use self::shelf::Shelf;
extern crate alloc as heap;

mod shelf;

/// A book.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Book<'a, T: Display, const N: usize> {
    /// On the cover.
    pub title: &'a str,
    pages: [Sheet<T>; N], // bound
}

/// Metres.
pub struct Metres(pub f64);
struct Unit;

pub(crate) enum Genre {
    Novel,
    Poem { lines: u32 },
    Other(String) = 7,
}

pub union Bits {
    int: u32,
    float: f32,
}

/// What can be read.
pub trait Readable: Display + fmt::Debug {
    type Unit: Clone;
    const LIMIT: usize = 10;
    fn read(&mut self, from: usize) -> Option<Self::Unit>;
    fn skip(&self) {}
}

pub const SHELVES: usize = 4;
static mut COUNT: u32 = 0;
pub type Index<'a> = Map<&'a str, Metres>;
static GREET: fn() = || { let inner = 1; greet(inner) };

impl<'a, T: Display, const N: usize> Book<'a, T, N> {
    const EMPTY: usize = 0;
    pub fn new(title: &'a str) -> Self {
        Self { title, pages: make::<T>() }
    }
}

impl<T> Readable for Vec<T> where T: Clone {
    type Unit = T;
    fn read(&mut self, from: usize) -> Option<T> {
        let Some(first) = self.get(from) else { return None };
        match first {
            x if from > 0 && SHELVES > 3 => Some(x.clone()),
            _ => self.next()?.take(),
        }
    }
}

impl fmt::Display for super::Other {}
