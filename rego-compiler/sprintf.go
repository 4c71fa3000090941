package main

import "github.com/open-policy-agent/opa/v1/ast"

// hostSprintfBuiltin is the name that calls of sprintf have in the WebAssembly module. The JavaScript SDK of OPA has
// a sprintf of its own, which differs from OPA's in half of the cases, and does not let a host override it.
var hostSprintfBuiltin = &ast.Builtin{Name: "lumogate.sprintf", Decl: ast.Sprintf.Decl}

// callHostSprintf renames OPA's sprintf to our host's in compiled modules. By then every error has been reported, in
// terms of the name that the user wrote, and a function of the user's that is called sprintf has become
// `data.<package>.sprintf`, which is left alone.
func callHostSprintf(modules map[string]*ast.Module) {
	for _, module := range modules {
		ast.WalkExprs(module, func(expr *ast.Expr) bool {
			if expr.IsCall() {
				rename(expr.Terms.([]*ast.Term)[0])
			}
			for _, with := range expr.With {
				rename(with.Target)
				rename(with.Value)
			}
			return false
		})
	}
}

func rename(operator *ast.Term) {
	if ref, ok := operator.Value.(ast.Ref); ok && ref.Equal(ast.Sprintf.Ref()) {
		operator.Value = hostSprintfBuiltin.Ref()
	}
}
