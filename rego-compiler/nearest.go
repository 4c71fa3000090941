package main

import "fmt"

// didYouMean names the nearest of what there is, if it is near enough to be a slip: at most one edit for every three
// bytes of the longer name, as everywhere in lumogate (src/nearest.ts).
func didYouMean(name string, names []string) string {
	nearest, fewest := "", 0
	for _, other := range names {
		edits := editDistance(name, other)
		if edits <= max(1, max(len(name), len(other))/3) && (nearest == "" || edits < fewest) {
			nearest, fewest = other, edits
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", nearest)
}

// editDistance counts insertions, deletions, substitutions, and swaps of neighbours (optimal string alignment).
func editDistance(a, b string) int {
	beforeLast, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for column := range last {
		last[column] = column
	}
	for row := 1; row <= len(a); row++ {
		current := make([]int, len(b)+1)
		current[0] = row
		for column := 1; column <= len(b); column++ {
			substitution := last[column-1]
			if a[row-1] != b[column-1] {
				substitution++
			}
			current[column] = min(last[column]+1, current[column-1]+1, substitution)
			if row > 1 && column > 1 && a[row-1] == b[column-2] && a[row-2] == b[column-1] {
				current[column] = min(current[column], beforeLast[column-2]+1)
			}
		}
		beforeLast, last = last, current
	}
	return last[len(b)]
}
