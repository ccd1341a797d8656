class Whole:
    def good(self):
        return helper(1)

def half(x:
    return x

class After:
    def still_found(self):
        print "old"

def last(): return After()
