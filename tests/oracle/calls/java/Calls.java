// SPDX-License-Identifier: Apache-2.0

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Prints the calls of a Java tree as javac resolves them (records: ../assemble.py).
 *
 * <pre>java Calls.java TREE [--classpath JARS] [SOURCE_FOLDER]... > RAW.jsonl</pre>
 *
 * All sources of the folders (default: the whole tree) are one compilation. Missing classes are tolerated: javac is told
 * to attribute whatever it can in spite of errors.
 */
public final class Calls {
    private static final PrintStream OUT = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        Path tree = Path.of(arguments[0]).toRealPath();
        List<String> options = new ArrayList<>(List.of("-proc:none", "-XDshould-stop.ifError=FLOW", "-Xmaxerrs", "1000000", "-nowarn"));
        List<Path> folders = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--classpath")) {
                options.addAll(List.of("-classpath", arguments[++i]));
            } else {
                folders.add(tree.resolve(arguments[i]));
            }
        }
        if (folders.isEmpty()) {
            folders.add(tree);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8);
        JavacTask task = (JavacTask) compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources(folders)));
        Iterable<? extends CompilationUnitTree> units = task.parse();
        task.analyze();
        Trees trees = Trees.instance(task);
        for (CompilationUnitTree unit : units) {
            new Reporter(tree, trees, unit).scan(unit, null);
        }
        OUT.flush();
        long errors = problems.getDiagnostics().stream().filter(d -> d.getKind() == javax.tools.Diagnostic.Kind.ERROR).count();
        System.err.println(errors + " errors tolerated");
    }

    private static List<Path> sources(List<Path> folders) throws Exception {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.filter(p -> p.toString().endsWith(".java") && !p.getFileName().toString().matches("(module|package)-info\\.java"))
                        .sorted().forEach(found::add);
            }
        }
        return found;
    }

    /** Writes the definitions and calls of one file. */
    private static final class Reporter extends TreePathScanner<Void, Void> {
        private final Path tree;
        private final Trees trees;
        private final SourcePositions positions;
        private final CompilationUnitTree unit;
        private final String file;
        private final CharSequence text;
        private String caller; // id of the outermost method, null outside of any

        Reporter(Path tree, Trees trees, CompilationUnitTree unit) throws Exception {
            this.tree = tree;
            this.trees = trees;
            this.positions = trees.getSourcePositions();
            this.unit = unit;
            this.file = relative(unit);
            this.text = unit.getSourceFile().getCharContent(true);
        }

        private String relative(CompilationUnitTree of) {
            return tree.relativize(Path.of(of.getSourceFile().toUri())).toString();
        }

        private String id(CompilationUnitTree of, Tree node) {
            return relative(of) + ":" + positions.getStartPosition(of, node) + (node instanceof ClassTree ? ":class" : "");
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }

        @Override
        public Void visitClass(ClassTree node, Void unused) {
            if (node.getSimpleName().length() > 0) {
                long at = find("(?:class|interface|enum|record)\\s+(" + node.getSimpleName() + ")\\b", after(node, node.getModifiers()));
                define(node, node.getSimpleName().toString(), "class", at, caller, false);
            }
            return super.visitClass(node, unused);
        }

        @Override
        public Void visitMethod(MethodTree node, Void unused) {
            if (isImplicit(node)) {
                return null;
            }
            boolean constructor = node.getReturnType() == null;
            String name = constructor ? enclosingClass() : node.getName().toString();
            long at = find("\\b(" + Pattern.quote(name) + ")\\b", after(node, constructor ? node.getModifiers() : node.getReturnType()));
            String before = caller;
            if (caller == null) {
                caller = id(unit, node);
            }
            define(node, name, "method", at, caller, node.getBody() == null);
            super.visitMethod(node, unused);
            caller = before;
            return null;
        }

        /** A default constructor or a record's: javac gives it the place of its class. */
        private boolean isImplicit(MethodTree node) {
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            return positions.getStartPosition(unit, node) == positions.getStartPosition(unit, parent)
                    || positions.getEndPosition(unit, node) < 0;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree node, Void unused) {
            ExpressionTree select = node.getMethodSelect();
            String name = lastName(select);
            Element element = trees.getElement(new TreePath(getCurrentPath(), select));
            if (name.equals("this") || name.equals("super")) {
                String to = element == null ? null : target(element.getEnclosingElement());
                call(select, name, to, to == null ? "external" : "constructor call");
            } else if (element == null || element.asType().getKind() == TypeKind.ERROR || !(element instanceof javax.lang.model.element.ExecutableElement)) {
                call(select, name, null, "unknown");
            } else {
                String to = target(element);
                call(select, name, to, to == null ? "external" : null);
            }
            return super.visitMethodInvocation(node, unused);
        }

        @Override
        public Void visitNewClass(NewClassTree node, Void unused) {
            Tree type = node.getIdentifier();
            TreePath path = new TreePath(getCurrentPath(), type);
            while (type instanceof ParameterizedTypeTree || type instanceof AnnotatedTypeTree) {
                type = type instanceof ParameterizedTypeTree ? ((ParameterizedTypeTree) type).getType() : ((AnnotatedTypeTree) type).getUnderlyingType();
                path = new TreePath(path, type);
            }
            Element element = trees.getElement(path);
            boolean known = element instanceof TypeElement && element.asType().getKind() != TypeKind.ERROR;
            String to = known ? target(element) : null;
            String why = !known ? "unknown" : to == null ? "external" : element.getKind() == ElementKind.INTERFACE ? "anonymous class of an interface" : null;
            call(type, lastName(type), to, why);
            return super.visitNewClass(node, unused);
        }

        /** Id of a class or method that stands in the text of the tree, else null. */
        private String target(Element element) {
            TreePath path = element == null ? null : trees.getPath(element);
            if (path == null || positions.getStartPosition(path.getCompilationUnit(), path.getLeaf()) < 0) {
                return null;
            }
            return id(path.getCompilationUnit(), path.getLeaf());
        }

        private static String lastName(Tree node) {
            if (node instanceof MemberSelectTree) {
                return ((MemberSelectTree) node).getIdentifier().toString();
            }
            return node instanceof IdentifierTree ? ((IdentifierTree) node).getName().toString() : node.toString();
        }

        private String enclosingClass() {
            for (TreePath p = getCurrentPath(); p != null; p = p.getParentPath()) {
                if (p.getLeaf() instanceof ClassTree) {
                    return ((ClassTree) p.getLeaf()).getSimpleName().toString();
                }
            }
            return "";
        }

        private String qualified(String own) {
            StringBuilder whole = new StringBuilder(own);
            for (TreePath p = getCurrentPath().getParentPath(); p != null; p = p.getParentPath()) {
                if (p.getLeaf() instanceof ClassTree) {
                    String name = ((ClassTree) p.getLeaf()).getSimpleName().toString();
                    whole.insert(0, (name.isEmpty() ? "anonymous" : name) + ".");
                }
            }
            return whole.toString();
        }

        /** Where the text after `part` of `node` begins; the start of the node when the part is empty. */
        private long after(Tree node, Tree part) {
            long end = part == null ? -1 : positions.getEndPosition(unit, part);
            return end < 0 ? positions.getStartPosition(unit, node) : end;
        }

        private long find(String pattern, long from) {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            return matcher.find((int) from) ? matcher.start(1) : from;
        }

        private void define(Tree node, String name, String kind, long at, String outer, boolean declared) {
            OUT.println("{\"t\":\"def\",\"id\":" + quote(id(unit, node)) + ",\"file\":" + quote(file) + ",\"name\":" + quote(name)
                    + ",\"qual\":" + quote(qualified(name)) + ",\"kind\":\"" + kind + "\",\"line\":" + line(at)
                    + ",\"first\":" + line(positions.getStartPosition(unit, node)) + ",\"end\":" + line(positions.getEndPosition(unit, node))
                    + ",\"outer\":" + quote(outer) + ",\"declared\":" + declared + "}");
        }

        private void call(Tree named, String name, String to, String why) {
            long at = Math.max(positions.getStartPosition(unit, named), positions.getEndPosition(unit, named) - name.length());
            OUT.println("{\"t\":\"call\",\"file\":" + quote(file) + ",\"line\":" + line(at) + ",\"name\":" + quote(name)
                    + ",\"caller\":" + quote(caller) + ",\"to\":" + quote(to) + ",\"why\":" + quote(why) + "}");
        }

        private static String quote(String s) {
            return s == null ? "null" : "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
    }
}
