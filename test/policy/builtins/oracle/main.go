// Command oracle answers, line by line, what OPA's sprintf answers: Go's fmt.Sprintf over values as topdown passes
// them on. It reads and writes JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strconv"
)

type question struct {
	Format string `json:"format"`
	// Args are JSON texts of numbers and strings.
	Args []string `json:"args"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	answers.SetEscapeHTML(false)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		var args []any
		for _, text := range asked.Args {
			args = append(args, argument(text))
		}
		if err := answers.Encode(fmt.Sprintf(asked.Format, args...)); err != nil {
			panic(err)
		}
	}
}

func argument(text string) any {
	if text[0] == '"' {
		var value string
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			panic(err)
		}
		return value
	}
	if value, err := strconv.ParseInt(text, 10, 64); err == nil {
		return int(value)
	}
	if value, ok := new(big.Int).SetString(text, 10); ok {
		return value
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return value
}
