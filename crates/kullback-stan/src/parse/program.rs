//! The blocks of a program and the definitions of functions.

use super::{Parsed, Parser};
use crate::ast::{Argument, Function, Name, Program, Statement, StatementKind};
use crate::diagnostic::{Diagnostic, Span};
use crate::lex::TokenKind;
use crate::suggest;

/// The blocks, in the order Stan asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum BlockName {
    Functions,
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
}

impl BlockName {
    const ALL: [BlockName; 7] = [
        BlockName::Functions,
        BlockName::Data,
        BlockName::TransformedData,
        BlockName::Parameters,
        BlockName::TransformedParameters,
        BlockName::Model,
        BlockName::GeneratedQuantities,
    ];

    fn text(self) -> &'static str {
        match self {
            BlockName::Functions => "functions",
            BlockName::Data => "data",
            BlockName::TransformedData => "transformed data",
            BlockName::Parameters => "parameters",
            BlockName::TransformedParameters => "transformed parameters",
            BlockName::Model => "model",
            BlockName::GeneratedQuantities => "generated quantities",
        }
    }
}

impl<'s> Parser<'s> {
    pub(super) fn program(&mut self) -> Program<'s> {
        let mut program = Program::default();
        let mut seen: Vec<(BlockName, Span)> = Vec::new();
        while self.peek() != TokenKind::End {
            if self.peek() == TokenKind::Include {
                self.include();
                continue;
            }
            let Some((name, words)) = self.block_start().or_else(|| self.misspelt_block()) else {
                self.stray_token();
                continue;
            };
            let start = self.token().span;
            for _ in 0..words {
                self.advance();
            }
            let span = self.span_from(start);
            self.check_order(name, span, &mut seen);
            let open = self.advance().span;
            match name {
                BlockName::Functions => program.functions.extend(self.functions(open)),
                BlockName::Data => program.data.extend(self.declarations_block(open, name)),
                BlockName::Parameters => {
                    program
                        .parameters
                        .extend(self.declarations_block(open, name));
                }
                BlockName::TransformedData => {
                    program.transformed_data.extend(self.block_body(open));
                }
                BlockName::TransformedParameters => {
                    program.transformed_parameters.extend(self.block_body(open));
                }
                BlockName::Model => program.model.extend(self.block_body(open)),
                BlockName::GeneratedQuantities => {
                    program.generated_quantities.extend(self.block_body(open));
                }
            }
        }
        program
    }

    /// Whether a block begins here: its name and an opening brace.
    pub(super) fn at_block_start(&self) -> bool {
        match self.peek() {
            TokenKind::Functions
            | TokenKind::Data
            | TokenKind::Parameters
            | TokenKind::Model
            | TokenKind::Identifier => self.block_start().is_some(),
            _ => false,
        }
    }

    /// The block that begins here, and how many words its name has.
    fn block_start(&self) -> Option<(BlockName, usize)> {
        let (name, words) = match self.peek() {
            TokenKind::Functions => (BlockName::Functions, 1),
            TokenKind::Data => (BlockName::Data, 1),
            TokenKind::Parameters => (BlockName::Parameters, 1),
            TokenKind::Model => (BlockName::Model, 1),
            TokenKind::Identifier => {
                let first = self.text(self.token().span);
                match (first, self.peek_at(1)) {
                    ("transformed", TokenKind::Data) => (BlockName::TransformedData, 2),
                    ("transformed", TokenKind::Parameters) => (BlockName::TransformedParameters, 2),
                    ("generated", TokenKind::Identifier) => {
                        let second = self.tokens.get(self.position + 1)?;
                        if self.text(second.span) != "quantities" {
                            return None;
                        }
                        (BlockName::GeneratedQuantities, 2)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        (self.peek_at(words) == TokenKind::LeftBrace).then_some((name, words))
    }

    /// The block whose name was probably meant by a wrong word before `{`, reported.
    fn misspelt_block(&mut self) -> Option<(BlockName, usize)> {
        let token = self.token();
        if token.kind != TokenKind::Identifier || self.peek_at(1) != TokenKind::LeftBrace {
            return None;
        }
        let text = self.text(token.span);
        let names = BlockName::ALL.map(BlockName::text);
        let abbreviated =
            |name: &&str| text.len() >= 4 && name.starts_with(text.get(..4).unwrap_or(text));
        let near = suggest::nearest(text, names.into_iter())
            .or_else(|| names.into_iter().find(abbreviated))?;
        let block = BlockName::ALL
            .into_iter()
            .find(|block| block.text() == near)?;
        self.report(
            Diagnostic::error(
                "KS0211",
                token.span,
                format!("`{text}` is not a program block"),
            )
            .label("unknown block")
            .help(format!("did you mean `{near}`?")),
        );
        Some((block, 1))
    }

    fn check_order(&mut self, name: BlockName, span: Span, seen: &mut Vec<(BlockName, Span)>) {
        let text = name.text();
        if let Some(&(_, first)) = seen.iter().find(|(other, _)| *other == name) {
            self.report(
                Diagnostic::error("KS0208", span, format!("the `{text}` block is given twice"))
                    .label("second time")
                    .related(first, "first time")
                    .help("put everything into one block"),
            );
        } else if let Some(&(other, later)) = seen.iter().find(|(other, _)| *other > name) {
            self.report(
                Diagnostic::error(
                    "KS0208",
                    span,
                    format!("the `{text}` block must come before `{}`", other.text()),
                )
                .label("too late")
                .related(later, format!("`{}` is here", other.text()))
                .help(
                    "the order is functions, data, transformed data, parameters, transformed \
                     parameters, model, generated quantities",
                ),
            );
        }
        seen.push((name, span));
    }

    /// Reports what stands outside all blocks, once for a whole stretch of it.
    fn stray_token(&mut self) {
        let found = self.found();
        let start = self.token().span;
        let block_name = matches!(
            self.peek(),
            TokenKind::Functions | TokenKind::Data | TokenKind::Parameters | TokenKind::Model
        );
        let mut diagnostic = if block_name {
            Diagnostic::error("KS0201", start, format!("expected `{{` after {found}"))
                .label("a block needs braces")
        } else {
            Diagnostic::error(
                "KS0211",
                start,
                format!("expected a program block, found {found}"),
            )
            .label("outside of every block")
            .help(
                "a program is made of blocks such as `data { … }`, `parameters { … }` and \
                 `model { … }`",
            )
        };
        if self.peek() == TokenKind::RightBrace {
            diagnostic = diagnostic.help("there is one `}` too many before or here");
        }
        self.report(diagnostic);
        self.advance();
        while self.peek() != TokenKind::End
            && !self.at_block_start()
            && self.peek() != TokenKind::Include
        {
            match self.peek() {
                TokenKind::LeftBrace => self.skip_braces(),
                _ => {
                    self.advance();
                }
            }
        }
    }

    /// Reports an `#include`, which needs files that this crate does not read.
    pub(super) fn include(&mut self) {
        let span = self.advance().span;
        let text = self.text(span).trim_end();
        let span = Span::new(span.start as usize, span.start as usize + text.len());
        self.report(
            Diagnostic::error("KS0903", span, "`#include` is not supported yet")
                .label("this file is not read")
                .help("paste the text of the file here"),
        );
    }

    /// Closes a block that `open` opened.
    pub(super) fn close_block(&mut self, open: Span) {
        if self.eat(TokenKind::RightBrace) {
            return;
        }
        let found = self.found();
        let span = self.token().span;
        self.report(
            Diagnostic::error("KS0203", span, format!("expected `}}`, found {found}"))
                .label("expected `}`")
                .related(open, "this brace is never closed"),
        );
    }

    /// Whether the statements of a block end here.
    pub(super) fn at_block_end(&self) -> bool {
        matches!(self.peek(), TokenKind::RightBrace | TokenKind::End) || self.at_block_start()
    }

    /// Statements and declarations up to the closing brace.
    pub(super) fn block_body(&mut self, open: Span) -> Vec<Statement<'s>> {
        let mut statements = Vec::new();
        while !self.at_block_end() {
            if self.peek() == TokenKind::Include {
                self.include();
                continue;
            }
            match self.statement() {
                Ok(statement) => statements.push(statement),
                Err(_) => self.resynchronise(),
            }
        }
        self.close_block(open);
        statements
    }

    /// The body of `data` or `parameters`, which hold declarations without values.
    fn declarations_block(&mut self, open: Span, block: BlockName) -> Vec<Statement<'s>> {
        let mut declarations = self.block_body(open);
        let text = block.text();
        declarations.retain(|statement| match &statement.kind {
            StatementKind::Declare(declaration) => {
                for (name, value) in &declaration.names {
                    if let Some(value) = value {
                        self.diagnostics.push(
                            Diagnostic::error(
                                "KS0207",
                                value.span,
                                format!(
                                    "`{}` cannot be given a value in the `{text}` block",
                                    name.text
                                ),
                            )
                            .label("value not allowed here")
                            .help(match block {
                                BlockName::Data => "move the declaration to `transformed data`",
                                _ => "move the declaration to `transformed parameters`",
                            }),
                        );
                    }
                }
                true
            }
            StatementKind::Empty => false,
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "KS0207",
                        statement.span,
                        format!("the `{text}` block holds declarations only"),
                    )
                    .label("this is a statement")
                    .help(match block {
                        BlockName::Data => "move it to `transformed data`",
                        _ => "move it to `transformed parameters` or `model`",
                    }),
                );
                false
            }
        });
        declarations
    }

    fn functions(&mut self, open: Span) -> Vec<Function<'s>> {
        let mut functions = Vec::new();
        while !self.at_block_end() {
            if self.peek() == TokenKind::Include {
                self.include();
                continue;
            }
            match self.function() {
                Ok(function) => functions.push(function),
                Err(_) => self.resynchronise(),
            }
        }
        self.close_block(open);
        functions
    }

    fn function(&mut self) -> Parsed<Function<'s>> {
        let return_type = if self.eat(TokenKind::Void) {
            None
        } else if self.at_type() {
            Some(self.unsized_type()?)
        } else {
            return Err(self.expected("a function definition, which starts with its return type"));
        };
        let name = self.name("the name of a function")?;
        let open = self
            .expect(
                TokenKind::LeftParenthesis,
                "`(` and the arguments of the function",
            )?
            .span;
        let mut arguments = Vec::new();
        while self.peek() != TokenKind::RightParenthesis {
            arguments.push(self.argument()?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect_closing(open, TokenKind::RightParenthesis, ")")?;
        let body = if self.eat(TokenKind::Semicolon) {
            None
        } else {
            let open = self.expect(TokenKind::LeftBrace, "`{` and the body of the function")?;
            Some(self.nested(|parser| Ok(parser.block_body(open.span)))?)
        };
        Ok(Function {
            return_type,
            name,
            arguments,
            body,
        })
    }

    fn argument(&mut self) -> Parsed<Argument<'s>> {
        let data_only = self.eat(TokenKind::Data);
        if !self.at_type() {
            return Err(self.expected("the type of an argument"));
        }
        let ty = self.unsized_type()?;
        let name: Name<'s> = self.name("the name of an argument")?;
        Ok(Argument {
            data_only,
            ty,
            name,
        })
    }
}
