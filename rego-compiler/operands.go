package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// A native function that is given a value of a wrong type is undefined in WebAssembly, as one that fails is. OPA's types
// exclude that in the inventory, but the configuration, parsed JSON and the arguments of functions have none.

// operandTypes finds out which calls of built-in functions get what they take, whatever happens.
type operandTypes struct {
	types    search
	builtins map[string]*ast.Builtin
	// fitting are the calls all of whose operands are known to be of the types that the function takes.
	fitting map[*ast.Expr]bool
}

// fittingCalls looks through all modules, which have to be as OPA's compiler left them. Where types may be wrong, no call fits.
func fittingCalls(compiler *ast.Compiler, builtins map[string]*ast.Builtin) map[*ast.Expr]bool {
	found := operandTypes{types: search{compiler: compiler}, builtins: builtins, fitting: map[*ast.Expr]bool{}}
	for _, module := range compiler.Modules {
		if mayMistype(module) {
			return nil
		}
	}
	for _, module := range compiler.Modules {
		for _, rule := range module.Rules {
			for branch := rule; branch != nil; branch = branch.Else {
				around := untyped(branch.Head.Args)
				found.walkBody(around, branch.Body)
				found.walkClosures(branch.Head, slices.Concat(around, branch.Body))
			}
		}
	}
	return found.fitting
}

// mayMistype tells whether a module says of a document what nothing holds it to: `with` gives the rules that are evaluated
// under it another one than they were checked for, and a schema in METADATA is believed.
func mayMistype(module *ast.Module) bool {
	found := slices.ContainsFunc(module.Annotations, func(each *ast.Annotations) bool { return len(each.Schemas) > 0 })
	ast.WalkWiths(module, func(with *ast.With) bool {
		target, ok := with.Target.Value.(ast.Ref)
		found = found || ok && (target.HasPrefix(ast.InputRootRef) || target.HasPrefix(ast.DefaultRootRef))
		return found
	})
	return found
}

// untyped is a body in which the variables of terms are anything: OPA would conclude from `count(x)` that an argument x is
// what count takes.
func untyped(terms []*ast.Term) ast.Body {
	var body ast.Body
	anything := ast.NewTerm(ast.Ref{ast.DefaultRootDocument, ast.StringTerm(strictPackage)})
	for _, term := range terms {
		ast.WalkVars(term, func(name ast.Var) bool {
			body.Append(ast.Equality.Expr(ast.NewTerm(name), anything))
			return false
		})
	}
	return body
}

// walkBody looks at the calls in a body, and in those within it.
func (o *operandTypes) walkBody(around, body ast.Body) {
	inside := newScope(slices.Concat(around, body))
	for _, expr := range body {
		if builtin := o.builtinOf(expr); builtin != nil {
			var operands []types.Type
			for _, operand := range expr.Operands()[:builtin.Decl.Arity()] {
				operands = append(operands, o.types.typeOf(operand, inside))
			}
			o.fitting[expr] = fits(builtin, operands)
		}
		o.walkClosures(expr, inside.body)
	}
}

// walkClosures looks at what has a body of its own.
func (o *operandTypes) walkClosures(node any, around ast.Body) {
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.ArrayComprehension:
			return o.walkClosure(around, node.Body, node.Term)
		case *ast.SetComprehension:
			return o.walkClosure(around, node.Body, node.Term)
		case *ast.ObjectComprehension:
			return o.walkClosure(around, node.Body, node.Key, node.Value)
		case *ast.Every:
			o.walkClosures(node.Domain, around)
			o.walkBody(slices.Concat(without(node, around), itemsOf(node)), node.Body)
			return true
		case ast.Body:
			o.walkBody(around, node)
			return true
		}
		return false
	}).Walk(node)
}

func (o *operandTypes) walkClosure(around, body ast.Body, terms ...*ast.Term) bool {
	o.walkBody(around, body)
	for _, term := range terms {
		o.walkClosures(term, slices.Concat(around, body))
	}
	return true
}

// without leaves out a statement in which OPA would take its own variables for anything.
func without(every *ast.Every, body ast.Body) ast.Body {
	return slices.DeleteFunc(slices.Clone(body), func(expr *ast.Expr) bool { return expr.Terms == every })
}

// itemsOf is a body in which the variables of `every` are what they are: OPA only knows them where it checks the statement.
func itemsOf(every *ast.Every) ast.Body {
	key := every.Key
	if key == nil {
		key = ast.VarTerm(ast.WildcardPrefix + every.Value.String())
	}
	if _, isNamed := every.Domain.Value.(ast.Var); !isNamed {
		return untyped([]*ast.Term{key, every.Value})
	}
	item := ast.NewTerm(ast.Ref{every.Domain, key})
	return ast.NewBody(ast.Equality.Expr(every.Value, item))
}

// builtinOf is the function of OPA's or ours that an expression calls, or nil.
func (o *operandTypes) builtinOf(expr *ast.Expr) *ast.Builtin {
	if !expr.IsCall() {
		return nil
	}
	builtin := o.builtins[expr.Operator().String()]
	if builtin == nil || len(expr.Operands()) < builtin.Decl.Arity() {
		return nil
	}
	return builtin
}

// fits tells whether a function takes all that operands of the types can be.
func fits(builtin *ast.Builtin, operands []types.Type) bool {
	declared := builtin.Decl.FuncArgs().Args
	for i, operand := range operands {
		if !isOf(operand, declared[i]) {
			return false
		}
	}
	// It takes numbers and sets, but not one of each.
	return builtin.Name != ast.Minus.Name || isOf(operands[0], types.N) == isOf(operands[1], types.N) &&
		(isOf(operands[0], types.N) || isOf(operands[0], anySet) && isOf(operands[1], anySet))
}

var anySet = types.NewSet(types.A)

// isOf tells whether all values of a type are of another one, such as functions declare.
func isOf(one, other types.Type) bool {
	one, other = unnamed(one), unnamed(other)
	if isAny(other) {
		return true
	}
	if types.Nil(one) {
		return false
	}
	if union, ok := one.(types.Any); ok {
		return len(union) > 0 && !slices.ContainsFunc(union, func(each types.Type) bool { return !isOf(each, other) })
	}
	switch other := other.(type) {
	case types.Any:
		return slices.ContainsFunc(other, func(each types.Type) bool { return isOf(one, each) })
	case *types.Array:
		list, ok := one.(*types.Array)
		return ok && other.Len() == 0 && areOf(types.Values(list), other.Dynamic())
	case *types.Set:
		set, ok := one.(*types.Set)
		return ok && areOf(set.Of(), other.Of())
	case *types.Object:
		object, ok := one.(*types.Object)
		return ok && len(other.StaticProperties()) == 0 && other.DynamicProperties() != nil &&
			areOf(types.Keys(object), other.DynamicProperties().Key) && areOf(types.Values(object), other.DynamicValue())
	}
	return types.Compare(one, other) == 0
}

// areOf is isOf for what is in a collection; there is nothing in one that is known to be empty.
func areOf(items, other types.Type) bool {
	return items == nil || isOf(items, other)
}

// takesAnything tells whether no value is of a wrong type for a function.
func takesAnything(builtin *ast.Builtin) bool {
	return !slices.ContainsFunc(builtin.Decl.FuncArgs().Args, func(each types.Type) bool { return !isAny(each) })
}

func unnamed(of types.Type) types.Type {
	if named, ok := of.(*types.NamedType); ok {
		return unnamed(named.Type)
	}
	return of
}
