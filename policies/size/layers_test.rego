package lumogate.size.layers_test

import data.lumogate.size.layers

messages(made, empty, max) := {finding.msg |
	steps := array.concat(
		[{"index": index, "empty": false} | some index in numbers.range(1, made)],
		[{"index": index, "empty": true} | some index in numbers.range(made + 1, made + empty)],
	)
	some finding in layers.deny with input as {"layers": steps} with data.settings as {"size.layers": {"max": max}}
}

test_few_layers_pass if {
	messages(3, 9, 3) == set()
	count(layers.deny) == 0 with input as {"layers": []} with data.settings as {"size.layers": {"max": 1}}
}

test_many_are_denied if messages(4, 2, 3) == {"The image has 4 layers; allowed are 3."}
