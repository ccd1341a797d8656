class Whole { good() { return helper(1); } }

function half(a {
  return a;
}

class After { found() {} }
const last = () => new After();
