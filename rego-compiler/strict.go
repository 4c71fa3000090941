package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// OPA's WebAssembly answers a built-in function that fails with "undefined": a rule that calls it finds nothing, in
// silence. What can fail on arguments of the right types therefore asks the host where the module has no answer, and the
// host answers, or ends the evaluation. README.md says why the others cannot fail.

// strictPackage has a function for each of guarded that is called. It joins the modules when code is emitted.
const strictPackage = "lumogate_strict"

// guarded are the functions that the module computes, and the host where that fails; with the condition on its arguments,
// x0 and on, on which the module's answer counts.
var guarded = map[string]string{
	"array.slice": "",
	"bits.and":    "",
	"bits.lsh":    "",
	"bits.negate": "",
	"bits.or":     "",
	"bits.rsh":    "",
	"bits.xor":    "",
	"div":         "",
	"format_int":  "",
	"glob.match":  "",
	// It finds an empty text, where OPA has an error.
	"indexof":             `x1 != ""`,
	"net.cidr_contains":   "",
	"net.cidr_intersects": "",
	"net.cidr_overlap":    "",
	"numbers.range":       "",
	// It makes nothing of an empty list, where OPA makes an empty object.
	"object.union_n":                   "",
	"re_match":                         noNull,
	"regex.find_all_string_submatch_n": noNull,
	"regex.match":                      noNull,
	"rem":                              "",
	// It looks for an empty text for ever.
	"replace":   `x1 != ""`,
	"substring": "",
}

// noNull holds for the patterns that the module reads to their end: for it they end at a U+0000.
const noNull = `not contains(x0, "\u0000")`

// hostOnly are functions that the module has, but that take there what OPA refuses: the host answers, if it has them.
var hostOnly = []string{"base64.decode", "base64.is_valid", "base64url.decode", "json.is_valid", "json.unmarshal", "to_number"}

// isHarmless tells that a call of a function in guarded cannot fail, so that it may stay as it is, and fast.
func isHarmless(name string, operands []*ast.Term, texts constantTexts) bool {
	switch name {
	case ast.RegexMatch.Name, ast.RegexMatchDeprecated.Name, ast.RegexFindAllStringSubmatch.Name:
		pattern, known := texts.of(operands[0])
		return known && isPlainPattern(pattern)
	case ast.GlobMatch.Name:
		pattern, known := texts.of(operands[0])
		return known && isPlainGlob(pattern) && isConstant(operands[1])
	case ast.IndexOf.Name, ast.Replace.Name:
		text, known := texts.of(operands[1])
		return known && text != ""
	case ast.Divide.Name:
		return isInteger(operands[1]) && !operands[1].Equal(ast.InternedTerm(0))
	case ast.FormatInt.Name:
		return isInteger(operands[1]) && slices.Contains([]string{"2", "8", "10", "16"}, operands[1].String())
	case ast.NumbersRange.Name:
		return isInteger(operands[0]) && isInteger(operands[1])
	case ast.ArraySlice.Name:
		return isInteger(operands[1]) && isInteger(operands[2])
	case ast.Substring.Name:
		return isInteger(operands[1]) && !strings.HasPrefix(operands[1].String(), "-") && isInteger(operands[2])
	}
	return false
}

// isInteger tells whether a term is an integer written as such, small enough for any machine.
func isInteger(term *ast.Term) bool {
	number, ok := term.Value.(ast.Number)
	if !ok {
		return false
	}
	_, ok = number.Int()
	return ok && !strings.ContainsAny(string(number), ".eE") && len(number) < 10
}

func isConstant(term *ast.Term) bool {
	return ast.IsConstant(term.Value)
}

// guard is the function to call instead of one of guarded.
func (c *hostCalls) guard(name string) ast.Ref {
	c.guards[name] = c.functions[name]
	return ast.Ref{ast.DefaultRootDocument, ast.StringTerm(strictPackage), ast.StringTerm(guardName(name))}
}

// guardName is no name of a built-in, since that would be hidden.
func guardName(name string) string {
	return "strict_" + strings.ReplaceAll(name, ".", "_")
}

// addGuards adds the module of the guards that are called.
func (c *hostCalls) addGuards(modules map[string]*ast.Module) {
	if len(c.guards) == 0 {
		return
	}
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n", strictPackage)
	functions := slices.Collect(maps.Values(c.guards))
	for _, name := range slices.Sorted(maps.Keys(c.guards)) {
		text.WriteString(c.guardText(name))
		if _, hasAnswer := guarded[name]; hasAnswer {
			functions = append(functions, c.declare(withPlace, name, 1))
		} else {
			c.declared[operandCheck.Name] = operandCheck
		}
	}
	functions = append(functions, operandCheck)
	module := ast.MustParseModule(text.String())
	compiler := ast.NewCompiler().
		WithCapabilities(&ast.Capabilities{
			Builtins: append(functions, ast.Contains, ast.Equality, ast.Assign, ast.NotEqual),
			Features: features,
		}).
		WithEvalMode(ast.EvalModeIR)
	compiler.Compile(map[string]*ast.Module{strictPackage: module})
	if compiler.Failed() {
		panic(compiler.Errors)
	}
	modules[strictPackage] = compiler.Modules[strictPackage]
}

// guardText is such as
//
//	strict_div(x0, x1, at) := y if { y := div(x0, x1) } else := lumogate.host.div(x0, x1, at)
func (c *hostCalls) guardText(name string) string {
	var arguments []string
	for i := range c.guards[name].Decl.Arity() {
		arguments = append(arguments, fmt.Sprintf("x%d", i))
	}
	given := strings.Join(arguments, ", ")
	if _, hasAnswer := guarded[name]; !hasAnswer {
		return checkText(c.guards[name], given)
	}
	condition := guarded[name]
	if condition != "" {
		condition += "; "
	}
	return fmt.Sprintf("\n%s(%s, at) := y if { %sy := %s(%s) } else := %s%s(%s, at)\n",
		guardName(name), given, condition, name, given, withPlace, wireName(name), given)
}

// operandCheck is the host's check of what a native function was given and had no answer to: the function's name, the list of
// its arguments, the types that it takes, as OPA writes them in JSON, and the place of the call. It never has an answer.
var operandCheck = &ast.Builtin{
	Name: "lumogate.operands",
	Decl: types.NewFunction([]types.Type{types.A, types.A, types.A, types.A}, types.A),
}

// answersFor are the conditions on its arguments on which a native function has to have an answer: of nothing, there is no largest.
var answersFor = map[string]string{
	ast.Max.Name: `x0 != []; x0 != set()`,
	ast.Min.Name: `x0 != []; x0 != set()`,
}

// checkText is such as
//
//	strict_lower(x0, at) := y if { y := lower(x0) } else := lumogate.operands("lower", [x0], [{"type": "string"}], at)
func checkText(builtin *ast.Builtin, given string) string {
	declared, err := json.Marshal(builtin.Decl.FuncArgs().Args)
	if err != nil {
		panic(err)
	}
	condition := ""
	if text, ok := answersFor[builtin.Name]; ok {
		condition = fmt.Sprintf(" if { %s }", text)
	}
	return fmt.Sprintf("\n%s(%s, at) := y if { y := %s(%s) } else := %s(%q, [%s], %s, at)%s\n",
		guardName(builtin.Name), given, builtin.Name, given, operandCheck.Name, builtin.Name, given, declared, condition)
}
