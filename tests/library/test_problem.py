from bot.library.problem import Problem, in_order, report

LINE = "    kind: hodl"


def test_a_problem_is_drawn_with_its_line_and_carets() -> None:
    problem = Problem(
        "topics/a.yaml",
        12,
        11,
        "'kind' cannot be 'hodl'.",
        allowed=("set_up", "hold"),
        hint="see the guide",
        did_you_mean="hold",
        width=4,
        source=LINE,
    )
    assert problem.render() == (
        "error: 'kind' cannot be 'hodl'.\n"
        "  --> topics/a.yaml:12:11\n"
        "   |\n"
        "12 |     kind: hodl\n"
        "   |           ^^^^\n"
        "   = did you mean 'hold'?\n"
        "   = allowed: set_up, hold\n"
        "   = see the guide"
    )
    assert problem.short() == "topics/a.yaml:12:11: 'kind' cannot be 'hodl'. Did you mean 'hold'?"


def test_without_a_guess_the_short_form_names_what_is_allowed() -> None:
    problem = Problem("a", 1, 1, "'kind' cannot be 'x'.", allowed=("hold", "rest"))
    assert problem.short() == "a:1:1: 'kind' cannot be 'x'. Allowed: hold, rest."
    many = Problem("a", 1, 1, "No.", allowed=tuple(f"name{number}" for number in range(30)))
    assert many.short() == "a:1:1: No."
    assert "name19 … and 10 more" in many.render()


def test_the_caret_stands_below_wide_and_combining_characters() -> None:
    problem = Problem("a", 1, 6, "X.", source="腰é: x")
    line, caret = problem.render().splitlines()[3:5]
    assert line == "1 | 腰é: x"
    assert caret == "  |       ^"


def test_long_lines_are_cut_around_the_place() -> None:
    problem = Problem("a", 1, 5001, "X.", source="a" * 5000 + "b" + "c" * 5000)
    line, caret = problem.render().splitlines()[3:5]
    assert len(line) < 150
    assert line[caret.index("^")] == "b"


def test_nothing_in_a_file_reaches_the_terminal_as_a_command() -> None:
    problem = Problem("a\x1b[2J", 1, 1, "X.", source="\x1b[31mred\u202e")
    assert "\x1b" not in problem.render() + problem.short()
    assert "\u202e" not in problem.render()


def test_a_report_counts_errors_and_warnings() -> None:
    error, warning = Problem("b", 1, 1, "E."), Problem("a", 9, 1, "W.", severity="warning")
    assert report(in_order([error, warning, error])).endswith("1 error, 1 warning")
    assert [problem.file for problem in in_order([error, warning])] == ["a", "b"]
    assert warning.short() == "a:9:1: warning: W."
