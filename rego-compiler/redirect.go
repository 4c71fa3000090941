package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

const (
	// withPlace stands before the name of a function that the host answers. Its arguments are the function's own, and
	// then the place of the call, "file:row".
	withPlace = "lumogate.host."
	// withoutPlace is the same where there is no room for a place, or where `with` replaces the function: what stands in
	// for it takes the function's own arguments.
	withoutPlace = "lumogate.bare."
)

// sameAs names deprecated functions by what they became.
var sameAs = map[string]string{"re_match": "regex.match", "net.cidr_overlap": "net.cidr_contains"}

// hostCalls turns calls of functions into calls of the host. It changes compiled modules: by then every error has been
// reported, in terms of the name that the user wrote, and a function of the user's that is called sprintf has become
// `data.<package>.sprintf`, which is left alone.
type hostCalls struct {
	// functions are all that rules can call.
	functions map[string]*ast.Builtin
	// answered are those that the host answers.
	answered map[string]bool
	// replaced are those that some `with` replaces, or puts in another's place.
	replaced map[string]bool
	// declared are the host's functions as the module calls them, by name.
	declared map[string]*ast.Builtin
	// guards are the functions of strictPackage that are called.
	guards map[string]*ast.Builtin
	// lenient leaves undefined what a native function makes of a value of a wrong type.
	lenient bool
	// fitting are the calls that get only what the function takes.
	fitting map[*ast.Expr]bool
}

// redirect changes the calls in a compiler's modules, adds what they then need to these, and gives the functions to
// declare.
func redirect(compiler *ast.Compiler, capabilities *ast.Capabilities, request Request) []*ast.Builtin {
	calls := &hostCalls{
		functions: map[string]*ast.Builtin{},
		answered:  map[string]bool{ast.Sprintf.Name: true},
		replaced:  map[string]bool{},
		declared:  map[string]*ast.Builtin{},
		guards:    map[string]*ast.Builtin{},
		lenient:   request.Lenient,
	}
	for _, function := range capabilities.Builtins {
		calls.functions[function.Name] = function
	}
	for _, name := range request.OpaBuiltins {
		calls.answered[name] = true
	}
	for _, function := range request.HostBuiltins {
		calls.answered[function.Name] = true
	}
	for _, module := range compiler.Modules {
		calls.findReplaced(module)
	}
	if !calls.lenient {
		calls.fitting = fittingCalls(compiler, calls.functions)
	}
	eachExpr(compiler, calls.redirectExpr)
	calls.addGuards(compiler.Modules)
	declared := make([]*ast.Builtin, 0, len(calls.declared))
	for _, name := range slices.Sorted(maps.Keys(calls.declared)) {
		declared = append(declared, calls.declared[name])
	}
	return declared
}

func (c *hostCalls) findReplaced(module *ast.Module) {
	ast.WalkWiths(module, func(with *ast.With) bool {
		for _, term := range []*ast.Term{with.Target, with.Value} {
			if name, ok := c.functionName(term); ok {
				c.replaced[name] = true
			}
		}
		return false
	})
}

func (c *hostCalls) redirectExpr(expr *ast.Expr, texts constantTexts) {
	if expr.IsCall() {
		c.redirectCall(expr, texts)
	}
	for _, with := range expr.With {
		for _, term := range []*ast.Term{with.Target, with.Value} {
			if name, ok := c.functionName(term); ok && c.isHosts(name) {
				term.Value = c.declare(withoutPlace, name, 0).Ref()
			}
		}
	}
}

// redirectCall turns a call, whose operator comes first and whose result, if somebody wants it, comes last.
func (c *hostCalls) redirectCall(expr *ast.Expr, texts constantTexts) {
	terms := expr.Terms.([]*ast.Term)
	name, ok := c.functionName(terms[0])
	if !ok {
		return
	}
	arity := c.functions[name].Decl.Arity()
	fits := c.lenient || c.fitting[expr]
	_, isGuarded := guarded[name]
	isGuarded = isGuarded || c.isNativeOnly(name) && !fits && !takesAnything(c.functions[name])
	var operator ast.Ref
	switch {
	case c.isHosts(name) && (c.replaced[name] || arity == maxHostArgs):
		terms[0] = ast.NewTerm(c.declare(withoutPlace, name, 0).Ref()).SetLocation(terms[0].Location)
		return
	case c.isHosts(name) && !isGuarded:
		operator = c.declare(withPlace, name, 1).Ref()
	case isGuarded && !c.replaced[name] && !(fits && isHarmless(name, terms[1:], texts)):
		operator = c.guard(name)
	default:
		return
	}
	location := locationOf(expr)
	place := ast.StringTerm(fmt.Sprintf("%s:%d", location.File, location.Row)).SetLocation(location)
	expr.Terms = slices.Concat(
		[]*ast.Term{ast.NewTerm(operator).SetLocation(location)}, terms[1:1+arity], []*ast.Term{place}, terms[1+arity:])
}

// locationOf is the place of an expression, or of what it was made of: the compiler makes some without a place.
func locationOf(expr *ast.Expr) *ast.Location {
	found := &ast.Location{}
	if expr.IsCall() && expr.Terms.([]*ast.Term)[0].Location != nil {
		return expr.Terms.([]*ast.Term)[0].Location
	}
	if expr.Location != nil {
		return expr.Location
	}
	ast.WalkTerms(expr, func(term *ast.Term) bool {
		if term.Location != nil && term.Location.Row > found.Row {
			found = term.Location
		}
		return false
	})
	return found
}

// functionName is the name of the function that a term means; not ok for what is no built-in.
func (c *hostCalls) functionName(term *ast.Term) (string, bool) {
	ref, ok := term.Value.(ast.Ref)
	if !ok {
		return "", false
	}
	name := ref.String()
	_, ok = c.functions[name]
	return name, ok
}

// isHosts tells whether a function can be left to the host altogether, and has to be where it is replaced: a guard would
// ask the host where what stands in for it is undefined.
func (c *hostCalls) isHosts(name string) bool {
	if !c.answered[wireName(name)] {
		return false
	}
	if _, isGuarded := guarded[name]; isGuarded {
		return c.replaced[name]
	}
	return !isNative(name) || slices.Contains(hostOnly, name)
}

// isNativeOnly tells whether a function is only in the module, and the host has no answer to it.
func (c *hostCalls) isNativeOnly(name string) bool {
	return isNative(name) && !c.isHosts(name)
}

// declare notes a function of the host's, as the module calls it.
func (c *hostCalls) declare(prefix, name string, more int) *ast.Builtin {
	wire := prefix + wireName(name)
	if c.declared[wire] == nil {
		arguments := make([]types.Type, c.functions[name].Decl.Arity()+more)
		for i := range arguments {
			arguments[i] = types.A
		}
		c.declared[wire] = &ast.Builtin{Name: wire, Decl: types.NewFunction(arguments, types.A)}
	}
	return c.declared[wire]
}

func wireName(name string) string {
	if other, ok := sameAs[name]; ok {
		return other
	}
	return name
}
