// SPDX-License-Identifier: Apache-2.0

// Prints the calls of a Go module as go/types resolves them (records: ../assemble.py).
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run calls.go TREE > RAW.jsonl
//
// Only the standard library is needed. Packages of the module are read from TREE, the rest from GOROOT and GOPATH where
// it is there; a package that is not there is replaced by an empty one and calls into it are external. Type errors are
// tolerated. Files that this platform's build constraints leave out have no record.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type definition struct {
	T        string `json:"t"`
	ID       string `json:"id"`
	File     string `json:"file"`
	Name     string `json:"name"`
	Qual     string `json:"qual"`
	Kind     string `json:"kind"`
	Line     int    `json:"line"`
	First    int    `json:"first"`
	End      int    `json:"end"`
	Outer    string `json:"outer"`
	Declared bool   `json:"declared"`
}

type call struct {
	T      string  `json:"t"`
	File   string  `json:"file"`
	Line   int     `json:"line"`
	Name   string  `json:"name"`
	Caller *string `json:"caller"`
	To     *string `json:"to"`
	Why    *string `json:"why"`
}

// folder holds the parsed files of one directory, split as the go command splits them.
type folder struct {
	path                  string // import path
	data                  bool   // below testdata: no part of ./..., but tests may import it
	plain, inside, beside []*ast.File
	checked               *types.Package
}

type oracle struct {
	fset    *token.FileSet
	tree    string
	module  string
	folders map[string]*folder
	source  types.Importer
	absent  map[string]*types.Package
	out     *json.Encoder
	errors  int
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: calls TREE")
		os.Exit(2)
	}
	tree, err := filepath.EvalSymlinks(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	build.Default.CgoEnabled = false
	buffered := bufio.NewWriter(os.Stdout)
	defer buffered.Flush()
	o := &oracle{fset: token.NewFileSet(), tree: tree, module: moduleName(tree), folders: map[string]*folder{},
		absent: map[string]*types.Package{}, out: json.NewEncoder(buffered)}
	o.source = importer.ForCompiler(o.fset, "source", nil)
	o.read()
	paths := make([]string, 0, len(o.folders))
	for path := range o.folders {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths { // sorted: a package comes before its testdata, which is reported when it was imported
		if f := o.folders[path]; !f.data || f.checked != nil {
			o.report(f)
		}
	}
	missing := make([]string, 0, len(o.absent))
	for path := range o.absent {
		missing = append(missing, path)
	}
	sort.Strings(missing)
	fmt.Fprintf(os.Stderr, "%d packages, %d type errors tolerated, absent: %s\n", len(paths), o.errors, strings.Join(missing, " "))
}

func moduleName(tree string) string {
	text, _ := os.ReadFile(filepath.Join(tree, "go.mod"))
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "module" {
			return strings.Trim(fields[1], "\"")
		}
	}
	return "main"
}

// read parses every Go file of the tree that the build constraints let through.
func (o *oracle) read() {
	filepath.Walk(o.tree, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return nil
		}
		base := info.Name()
		if info.IsDir() {
			if path != o.tree && (base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") {
			return nil
		}
		if match, _ := build.Default.MatchFile(filepath.Dir(path), base); !match {
			return nil
		}
		file, _ := parser.ParseFile(o.fset, path, nil, parser.SkipObjectResolution)
		if file == nil {
			return nil
		}
		relative, _ := filepath.Rel(o.tree, filepath.Dir(path))
		importPath := o.module
		if relative != "." {
			importPath += "/" + filepath.ToSlash(relative)
		}
		f := o.folders[importPath]
		if f == nil {
			f = &folder{path: importPath, data: strings.Contains(importPath+"/", "/testdata/")}
			o.folders[importPath] = f
		}
		switch {
		case !strings.HasSuffix(base, "_test.go"):
			f.plain = append(f.plain, file)
		case strings.HasSuffix(file.Name.Name, "_test"):
			f.beside = append(f.beside, file)
		default:
			f.inside = append(f.inside, file)
		}
		return nil
	})
}

// Import serves the type checker: the module's packages from the tree, others from the installed sources.
func (o *oracle) Import(path string) (*types.Package, error) {
	if f := o.folders[path]; f != nil {
		if f.checked == nil {
			f.checked, _ = o.check(path, f.plain, nil)
		}
		return f.checked, nil
	}
	if p := o.absent[path]; p != nil {
		return p, nil
	}
	if p, err := o.source.Import(path); err == nil && p != nil {
		return p, nil
	}
	name := path[strings.LastIndex(path, "/")+1:]
	p := types.NewPackage(path, strings.TrimPrefix(name, "go-"))
	p.MarkComplete()
	o.absent[path] = p
	return p, nil
}

func (o *oracle) check(path string, files []*ast.File, info *types.Info) (*types.Package, error) {
	config := types.Config{Importer: o, FakeImportC: true, Error: func(error) { o.errors++ }}
	return config.Check(path, o.fset, files, info)
}

func (o *oracle) report(f *folder) {
	// Files beside the package (package x_test) may use what its test files export: they see the package with them.
	plain := f.checked
	f.checked = o.reportFiles(f.path, append(append([]*ast.File{}, f.plain...), f.inside...))
	o.reportFiles(f.path, f.beside)
	f.checked = plain
}

func (o *oracle) reportFiles(path string, files []*ast.File) *types.Package {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	p, _ := o.check(path, files, info)
	for _, file := range files {
		o.reportFile(file, info)
	}
	return p
}

func (o *oracle) relative(pos token.Pos) (string, int) {
	at := o.fset.Position(pos)
	relative, err := filepath.Rel(o.tree, at.Filename)
	if err != nil || strings.HasPrefix(relative, "..") {
		return "", 0
	}
	return filepath.ToSlash(relative), at.Line
}

func (o *oracle) id(pos token.Pos) string {
	file, _ := o.relative(pos)
	if file == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", file, o.fset.Position(pos).Offset)
}

func (o *oracle) reportFile(file *ast.File, info *types.Info) {
	for _, d := range file.Decls {
		var caller *string
		if function, ok := d.(*ast.FuncDecl); ok {
			o.defineFunction(function)
			id := o.id(function.Name.Pos())
			caller = &id
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if body, ok := n.Type.(*ast.InterfaceType); ok {
					o.defineInterface(n.Name.Name, body)
				}
			case *ast.CallExpr:
				o.reportCall(n, caller, info)
			}
			return true
		})
	}
}

func (o *oracle) defineFunction(f *ast.FuncDecl) {
	qual, kind := f.Name.Name, "function"
	if f.Recv != nil && len(f.Recv.List) > 0 {
		kind = "method"
		if name := receiverName(f.Recv.List[0].Type); name != "" {
			qual = name + "." + qual
		}
	}
	o.define(f.Name, qual, kind, f.Pos(), f.End(), f.Body == nil)
}

func (o *oracle) defineInterface(name string, body *ast.InterfaceType) {
	for _, field := range body.Methods.List {
		if _, ok := field.Type.(*ast.FuncType); !ok {
			continue
		}
		for _, method := range field.Names {
			o.define(method, name+"."+method.Name, "method", field.Pos(), field.End(), true)
		}
	}
}

func (o *oracle) define(name *ast.Ident, qual, kind string, first, end token.Pos, declared bool) {
	file, line := o.relative(name.Pos())
	id := o.id(name.Pos())
	o.out.Encode(definition{"def", id, file, name.Name, qual, kind, line, o.fset.Position(first).Line, o.fset.Position(end).Line, id, declared})
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.ParenExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// calleeIdent strips parentheses and type arguments; nil for a call of a function literal or of another call's result.
func calleeIdent(e ast.Expr) (*ast.Ident, *ast.SelectorExpr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return calleeIdent(e.X)
	case *ast.IndexExpr:
		return calleeIdent(e.X)
	case *ast.IndexListExpr:
		return calleeIdent(e.X)
	case *ast.Ident:
		return e, nil
	case *ast.SelectorExpr:
		return e.Sel, e
	}
	return nil, nil
}

func (o *oracle) reportCall(n *ast.CallExpr, caller *string, info *types.Info) {
	if tv, ok := info.Types[n.Fun]; ok && tv.IsType() {
		return // a conversion
	}
	name, selector := calleeIdent(n.Fun)
	if name == nil {
		return
	}
	file, line := o.relative(name.Pos())
	c := call{T: "call", File: file, Line: line, Name: name.Name, Caller: caller}
	object := info.Uses[name]
	why := ""
	switch object := object.(type) {
	case *types.Func:
		if id := o.id(object.Origin().Pos()); id != "" {
			c.To = &id
		} else {
			why = "external"
		}
	case *types.Builtin:
		why = "external"
	case *types.Var:
		why = "variable"
		if _, indexed := n.Fun.(*ast.IndexExpr); indexed {
			return // an element of a map or slice of functions has no name of its own
		}
	case *types.TypeName:
		return // a conversion to a type that could not be checked
	default:
		why = "unknown"
		if selector != nil && o.fromAbsentPackage(selector, info) {
			why = "external"
		}
	}
	if why != "" {
		c.Why = &why
	}
	o.out.Encode(c)
}

func (o *oracle) fromAbsentPackage(s *ast.SelectorExpr, info *types.Info) bool {
	if root, ok := s.X.(*ast.Ident); ok {
		if p, ok := info.Uses[root].(*types.PkgName); ok {
			return o.folders[p.Imported().Path()] == nil
		}
	}
	return false
}
