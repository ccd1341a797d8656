pub fn kept(a: u32) -> u32 { helper(a) }

fn lost( -> {

/// Found again.
pub struct Later { pub name: String }

impl Later {
    pub fn method(&self) -> &str { &self.name
