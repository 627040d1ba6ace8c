//! What viewers and code scanning get.

use serde_json::Value;

use super::*;
use crate::report::fixture;
use crate::rule::Severity;

fn said(report: &Report, options: &SarifOptions<'_>) -> Value {
    let mut out = Vec::new();
    render(report, options, &mut out).expect("memory takes everything");
    serde_json::from_slice(&out).expect("the report is JSON")
}

/// One line a result: rule, level, baseline state, suppression.
fn lines(log: &Value) -> String {
    let line = |result: &Value| {
        let suppression = &result["suppressions"][0]["justification"];
        format!("{} {} {} {suppression}", result["ruleId"], result["level"], result["baselineState"])
    };
    log["runs"][0]["results"].as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_configuration_that_counted_is_a_property_of_the_run() {
    let mut report = fixture::full();
    report.configuration = Some(fixture::configuration());
    for copy in [Copy::Local, Copy::Upload] {
        let log = said(&report, &SarifOptions::new(copy));
        let used = &log["runs"][0]["invocations"][0]["properties"]["configuration"];
        assert_eq!((&used["file"], &used["side"]), (&"straplock.toml".into(), &"base".into()));
        let pack = &used["packs"][0];
        assert_eq!((&pack["name"], &pack["commit"]), (&"acme/house".into(), &"89abcdef0123456789abcdef0123456789abcdef".into()));
        assert!(pack["digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:")), "{pack}");
    }
}

#[test]
fn the_local_copy_holds_suppressed_and_fixed_results() {
    insta::assert_snapshot!(lines(&said(&fixture::full(), &SarifOptions::new(Copy::Local))), @r#"
    "sql-injection" "error" "new" null
    "unescaped-output" "warning" "unchanged" null
    "unescaped-output" "warning" null "sanitised in Note.save()"
    "sql-injection" "error" "absent" null
    "#);
}

#[test]
fn the_upload_copy_holds_the_whole_tree_and_nothing_accepted() {
    insta::assert_snapshot!(lines(&said(&fixture::full(), &SarifOptions::new(Copy::Upload))), @r#"
    "sql-injection" "error" null null
    "unescaped-output" "warning" null null
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one picture of a whole result")]
fn a_whole_result_and_a_whole_rule() {
    let log = said(&fixture::full(), &SarifOptions::new(Copy::Upload));
    insta::assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["results"][0]).expect("it was JSON"), @r#"
    {
      "codeFlows": [
        {
          "threadFlows": [
            {
              "locations": [
                {
                  "importance": "essential",
                  "location": {
                    "message": {
                      "text": "comes from the request"
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "shop/orders/views.py",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 42,
                        "endLine": 3,
                        "startColumn": 13,
                        "startLine": 3
                      }
                    }
                  }
                },
                {
                  "importance": "essential",
                  "location": {
                    "message": {
                      "text": "placed in the SQL text"
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "shop/orders/views.py",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 38,
                        "endLine": 6,
                        "startColumn": 17,
                        "startLine": 6
                      }
                    }
                  }
                },
                {
                  "importance": "essential",
                  "location": {
                    "message": {
                      "text": "executed"
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "shop/orders/views.py",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 77,
                        "endLine": 7,
                        "startColumn": 34,
                        "startLine": 7
                      }
                    }
                  }
                }
              ]
            }
          ]
        }
      ],
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "shop/orders/views.py",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "endColumn": 77,
              "endLine": 7,
              "startColumn": 34,
              "startLine": 7
            }
          }
        }
      ],
      "message": {
        "text": "`q` from the query string reaches raw SQL in OrderSearch.get"
      },
      "partialFingerprints": {
        "primaryLocationLineHash": "b0726ec96bd28b5f:1",
        "straplock/v1": "sl1:00112233445566778899aabbccddeeff"
      },
      "ruleId": "sql-injection",
      "ruleIndex": 0
    }
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["tool"]["driver"]["rules"][0]).expect("it was JSON"), @r#"
    {
      "defaultConfiguration": {
        "level": "error"
      },
      "fullDescription": {
        "text": "The database runs what the request says."
      },
      "help": {
        "markdown": "The database runs what the request says.\n\n## How to mend it\n\nPass the value as a parameter.\n\n## How to accept one place\n\nIn the line above it, with a reason:\n\n```python\n# straplock: ignore[sql-injection] -- why it is safe here\n```\n\n## Read on\n\n- [CWE-89](https://cwe.mitre.org/data/definitions/89.html)\n- <https://docs.djangoproject.com/en/5.2/topics/security/>\n",
        "text": "The database runs what the request says.\n\nTo mend it: Pass the value as a parameter.\n\nTo accept one place, write above it: # straplock: ignore[sql-injection] -- why it is safe here\n\nRead on: https://docs.djangoproject.com/en/5.2/topics/security/"
      },
      "id": "sql-injection",
      "name": "SqlInjection",
      "properties": {
        "tags": [
          "security",
          "external/cwe/cwe-89",
          "external/owasp/a05-2025",
          "django"
        ],
        "precision": "high",
        "security-severity": "8.0"
      },
      "shortDescription": {
        "text": "Text from the request reaches raw SQL"
      }
    }
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["invocations"]).expect("it was JSON"), @r#"
    [
      {
        "executionSuccessful": false,
        "toolExecutionNotifications": [
          {
            "descriptor": {
              "id": "syntax"
            },
            "level": "warning",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "shop/broken.py",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "region": {
                    "startColumn": 12,
                    "startLine": 4
                  }
                }
              }
            ],
            "message": {
              "text": "Expected `:` after the condition; what parsed was analysed."
            }
          },
          {
            "descriptor": {
              "id": "suppression"
            },
            "level": "note",
            "message": {
              "text": "One suppression is not needed any more."
            }
          }
        ]
      }
    ]
    "#);
}

#[test]
fn an_incomplete_scan_is_sent_only_when_allowed() {
    let report = fixture::full();
    let refused = upload(&report, &SarifOptions::new(Copy::Upload)).expect("memory takes everything");
    assert_eq!(refused.problems, ["the scan is incomplete: its upload would close the alerts of files that were not read"]);
    let allowed = SarifOptions { incomplete: Incomplete::Allow, ..SarifOptions::new(Copy::Upload) };
    assert!(upload(&report, &allowed).expect("memory takes everything").problems.is_empty());
}

#[test]
fn limits_keep_the_most_severe() {
    let text = "eval(a)\n".repeat(6_000);
    let files = fixture::files(&[("a.py", &text)]);
    let (low, high) = (Arc::new(fixture::rule("low", Severity::Low)), Arc::new(fixture::rule("high", Severity::High)));
    let first = fixture::place(&files, "a.py", "eval(a)");
    let finding = |line: u32| {
        let mut at = first.clone();
        at.span = crate::files::Span::new(first.span.file, (line - 1) * 8, (line - 1) * 8 + 7);
        (at.start, at.end) = files.lines(at.span);
        fixture::finding(if line.is_multiple_of(10) { &high } else { &low }, at, "eval runs text")
    };
    let report = fixture::bare(&files, (1..=6_000).map(finding).collect());
    let options = SarifOptions::new(Copy::Upload);
    let whole = upload(&report, &options).expect("memory takes everything");
    assert_eq!(whole.trimmed, Trimmed { results: 1_000, ..Trimmed::default() });
    assert_eq!(whole.problems, [""; 0]);
    let small = upload_within(&report, &options, 20_000).expect("memory takes everything");
    assert!(small.gzip.len() <= 20_000 && small.problems.is_empty(), "{:?}", small.problems);
    let log: Value = serde_json::from_slice(&small.json).expect("the report is JSON");
    let kept = log["runs"][0]["results"].as_array().expect("a list");
    assert!(kept.iter().filter(|result| result["ruleId"] == "high").count() == kept.len().min(600), "{}", kept.len());
}

#[test]
fn too_many_steps_keep_the_first_and_the_last() {
    let mut report = fixture::full();
    let step = report.findings[0].trace[1].clone();
    let (first, last) = (report.findings[0].trace[0].clone(), report.findings[0].trace[2].clone());
    let middle = std::iter::repeat_n(step, 1_500);
    report.findings[0].trace = std::iter::once(first).chain(middle).chain([last]).collect();
    let options = SarifOptions { incomplete: Incomplete::Allow, ..SarifOptions::new(Copy::Upload) };
    let upload = upload(&report, &options).expect("memory takes everything");
    assert_eq!((upload.trimmed.places, upload.problems.len()), (502, 0));
    let log: Value = serde_json::from_slice(&upload.json).expect("the report is JSON");
    let steps = log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().expect("a list");
    assert_eq!(steps[0]["location"]["message"]["text"], "comes from the request");
    assert_eq!(steps[999]["location"]["message"]["text"], "executed");
}

#[test]
fn hostile_and_wide_text() {
    let path = "a b/ü\n::error::#1.py";
    let files = fixture::files(&[(path, "💣é = run(\n  x)\n")]);
    let mut finding =
        fixture::finding(&Arc::new(fixture::rule("run", Severity::High)), fixture::place(&files, path, "run(\n  x)"), "see [x](1)\u{202e}");
    finding.severity = Severity::Medium;
    let report = fixture::bare(&files, vec![finding]);
    let options = SarifOptions { part: Some("/api/"), path_prefix: "back end/", ..SarifOptions::new(Copy::Upload) };
    let log = said(&report, &options);
    let result = &log["runs"][0]["results"][0];
    insta::assert_snapshot!(result["message"]["text"], @"\"see \\\\[x\\\\](1)<U+202E> Severity here: medium; the rule's own is high. See [the whole of it](1).\"");
    insta::assert_snapshot!(result["locations"][0]["physicalLocation"], @r#"{"artifactLocation":{"uri":"back%20end/a%20b/%C3%BC%0A%3A%3Aerror%3A%3A%231.py","uriBaseId":"%SRCROOT%"},"region":{"endColumn":10,"endLine":1,"startColumn":6,"startLine":1}}"#);
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "straplock/api/");
    assert_eq!(upload(&report, &options).expect("memory takes everything").problems, [""; 0]);
}

#[test]
fn an_empty_report_closes_alerts() {
    let report = fixture::bare(&fixture::files(&[]), Vec::new());
    let log = said(&report, &SarifOptions::new(Copy::Upload));
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(log["runs"][0]["tool"]["driver"]["name"], "Straplock");
}
