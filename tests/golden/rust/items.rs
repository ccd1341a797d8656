// Copyright nobody.
//! Everything an item can be.

/// Adds, quickly.
///
/// ```
/// assert_eq!(add(1, 2), 3);
/// ```
#[inline]
// a remark between
#[must_use = "sums are meant to be used"]
pub async unsafe extern "C" fn add(left: i64, right: i64) -> i64 {
    left + right
}

const fn twice<const N: usize>(values: [u8; N]) -> usize { values.len() * N }

extern "C" {
    pub fn malloc(size: usize) -> *mut u8;
    static environ: *const *const u8;
}

pub mod outer {
    //! Inner words.
    pub(super) mod inner {
        pub fn deep() -> super::Level { super::Level::Low }
    }

    #[derive(PartialEq, Eq)]
    pub enum Level {
        /// Nothing.
        Low = 1,
        Mid, // halfway
        High { since: u32, reason: String },
    }
}

/// Counts its arguments.
#[macro_export]
macro_rules! count {
    () => { 0 };
    ($head:expr $(, $tail:expr)*) => { 1 + helper!($($tail),*) + outer::inner::deep() };
}

macro_rules! private { ($name:ident) => { fn $name() {} }; }

pub trait Shape<T = f64>: outer::Named + Send where T: Copy {
    type Output: Into<T>;
    const SIDES: u32;
    /// How large.
    fn area(&self) -> Self::Output;
    fn describe(&self) -> String { format!("{} {}", self.area(), Self::SIDES) }
}

pub type Callback<'a> = Box<dyn Fn(&'a str) -> Result<(), Error> + Send>;
static TABLE: [fn(u8) -> u8; 2] = [|b| { let c = b + 1; wrap(c) }, identity];
