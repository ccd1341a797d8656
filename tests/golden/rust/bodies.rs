use crate::{model::Node, util};
use std::fmt;

struct Tree<'t, T> {
    root: Option<&'t Node<T>>,
    size: usize,
}

impl<'t, T: fmt::Debug> Tree<'t, T> {
    pub const MAX: usize = 64;

    pub fn new(root: &'t Node<T>) -> Self {
        Self { root: Some(root), size: 1 }
    }

    pub(crate) fn walk<F>(&mut self, mut visit: F, (low, high): (usize, usize)) -> Result<(), fmt::Error>
    where
        F: FnMut(&T),
    {
        const STEP: usize = 2;
        let Node { value, children: kids } = self.root.unwrap();
        'outer: for (index, kid) in kids.iter().enumerate() {
            if let Some(inner) | Other(inner) = kid && index < Self::MAX {
                visit(&inner.value);
            } else if index > STEP {
                break 'outer;
            }
        }
        while let Some(n @ 1..=9) = self.pop() { drop(n) }
        let total = match (low, value) {
            (limits::LOW, _) => 0,
            (LIMIT, ref v) if v.is_small() => 1,
            (x, Node { value: y, size, .. }) => x + y + size,
        };
        loop {
            self.check(total)?;
            return Ok(());
        }
    }
}

impl<T> fmt::Display for Tree<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", util::join(self.size, |a, b| a + b))
    }
}

impl From<&Tree<'_, u8>> for [u8] {}
unsafe impl<T> Send for &'static mut dyn util::Job<T> {}

fn main() {
    struct Guard(u8);
    impl Drop for Guard {
        fn drop(&mut self) { util::log(self.0) }
    }
    let tree = Tree::<u8>::new(&Node::default());
    let add = |a: u32, Guard(b)| -> u32 { a + b as u32 };
    vec![add(1, Guard(2)), tree.size as u32; 3].into_iter().map(util::double).collect::<Vec<_>>();
    assert!(matches!(tree.root, Some(ref r) if r.len() > 0));
}
