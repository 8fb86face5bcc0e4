// What the highlighter knows of each language.

const words = text => new Set(text.split(' '));

const C_COMMENTS = {line: ['//'], block: [['/*', '*/']]};
const HASH = {line: ['#'], block: []};
const QUOTES = ['"', "'"];

const LANGUAGES = {
  javascript: {
    names: 'javascript js mjs cjs jsx typescript ts tsx',
    ...C_COMMENTS, strings: QUOTES, long: [['`', '`']],
    keywords: words('async await break case catch class const continue debugger default delete do else enum export extends '
      + 'finally for from function get if implements import in instanceof interface let new of private protected public '
      + 'readonly return set static super switch this throw try type typeof var void while with yield'),
    constants: words('true false null undefined NaN Infinity'),
  },
  json: {names: 'json jsonc json5 jsonl', ...C_COMMENTS, strings: QUOTES, keys: 'string', constants: words('true false null')},
  python: {
    names: 'python py python3 pyi', ...HASH, strings: QUOTES, long: [['"""', '"""'], ["'''", "'''"]],
    keywords: words('and as assert async await break case class continue def del elif else except finally for from global if '
      + 'import in is lambda match nonlocal not or pass raise return self try while with yield'),
    constants: words('True False None'),
  },
  java: {
    names: 'java kotlin kt kts scala groovy gradle', ...C_COMMENTS, strings: QUOTES, long: [['"""', '"""']],
    keywords: words('abstract as assert boolean break by byte case catch char class companion const continue data def default do '
      + 'double else enum extends final finally float for fun if implements import in init instanceof int interface internal is '
      + 'lateinit lazy long match module native new object open override package permits private protected public record requires '
      + 'return sealed short static super suspend switch synchronized this throw throws trait transient try type val var void '
      + 'volatile when while with yield'),
    constants: words('true false null'),
  },
  c: {
    names: 'c h cpp c++ cc cxx hpp cuda cu objc objective-c glsl hlsl opencl', ...C_COMMENTS, strings: QUOTES, directives: true,
    keywords: words('alignas alignof auto bool break case catch char class co_await co_return co_yield concept const consteval '
      + 'constexpr continue decltype default delete do double else enum explicit extern float for friend goto if inline int long '
      + 'mutable namespace new noexcept operator private protected public register requires return short signed sizeof static '
      + 'static_assert static_cast struct switch template this throw try typedef typename union unsigned using virtual void '
      + 'volatile while __global__ __device__ __shared__'),
    constants: words('true false nullptr NULL'),
  },
  csharp: {
    names: 'csharp cs c# fsharp', ...C_COMMENTS, strings: QUOTES, long: [['"""', '"""']], directives: true,
    keywords: words('abstract as async await base bool break byte case catch char class const continue decimal default delegate do '
      + 'double else enum event explicit extern finally fixed float for foreach get goto if implicit in init int interface internal '
      + 'is lock long nameof namespace new object operator out override params partial private protected public readonly record ref '
      + 'required return sealed set short sizeof static string struct switch this throw try typeof uint ulong unsafe using var '
      + 'virtual void volatile when where while with yield'),
    constants: words('true false null'),
  },
  go: {
    names: 'go golang', ...C_COMMENTS, strings: QUOTES, long: [['`', '`']],
    keywords: words('any bool break byte case chan const continue default defer else error fallthrough float32 float64 for func go '
      + 'goto if import int int32 int64 interface map package range return rune select string struct switch type uint8 uint var'),
    constants: words('true false nil iota'),
  },
  rust: {
    names: 'rust rs', ...C_COMMENTS, strings: ['"'], characters: true,
    keywords: words('as async await bool break char const continue crate dyn else enum extern f32 f64 fn for i32 i64 if impl in let '
      + 'loop match mod move mut pub ref return self Self static str String struct super trait type u8 u32 u64 unsafe use usize where while'),
    constants: words('true false None Some Ok Err'),
  },
  swift: {
    names: 'swift dart', ...C_COMMENTS, strings: QUOTES, long: [['"""', '"""']],
    keywords: words('actor as async await break case catch class continue default defer do else enum extension final for func guard '
      + 'if import in init inout is let mutating nonisolated override private protocol public repeat required rethrows return self '
      + 'static struct subscript super switch throw throws try typealias var void where while'),
    constants: words('true false nil null'),
  },
  ruby: {
    names: 'ruby rb', ...HASH, strings: QUOTES,
    keywords: words('alias and begin break case class def do else elsif end ensure for if in include module next not or private '
      + 'protected public raise redo require rescue retry return self super then undef unless until when while yield'),
    constants: words('true false nil'),
  },
  php: {
    names: 'php perl pl', line: ['//', '#'], block: [['/*', '*/']], strings: QUOTES, variables: true,
    keywords: words('abstract array as break case catch class const continue declare default do echo else elseif extends final '
      + 'finally fn foreach for function global if implements include interface match my namespace new our print private protected '
      + 'public readonly require require_once return static sub switch throw trait try unless use var while yield'),
    constants: words('true false null'),
  },
  shell: {
    names: 'bash sh shell zsh fish console shell-session dockerfile docker makefile make powershell ps1',
    ...HASH, strings: QUOTES, variables: true, hashAfterSpace: true,
    keywords: words('case do done elif else esac export fi for function if in local readonly return set source then until while '
      + 'FROM RUN COPY ADD CMD ENTRYPOINT ENV ARG WORKDIR EXPOSE USER VOLUME LABEL sudo cd echo'),
  },
  sql: {
    names: 'sql mysql postgresql postgres sqlite', line: ['--'], block: [['/*', '*/']], strings: QUOTES, caseless: true,
    keywords: words('add all alter and as asc begin between by case check column commit constraint create cross default delete desc '
      + 'distinct drop else end exists foreign from full group having if in index inner insert int integer into is join key left like '
      + 'limit not offset on or order outer over partition primary references returning right rollback select set table text then '
      + 'transaction union unique update using values varchar view when where with'),
    constants: words('true false null'),
  },
  css: {
    names: 'css scss sass less', line: [], block: [['/*', '*/']], strings: QUOTES, keys: 'word',
    keywords: words('important inherit initial unset none auto'), dashes: true,
  },
  yaml: {names: 'yaml yml', ...HASH, strings: QUOTES, keys: 'word', dashes: true, hashAfterSpace: true,
    constants: words('true false null yes no')},
  toml: {names: 'toml ini properties conf cfg env', line: ['#', ';'], block: [], strings: QUOTES, long: [['"""', '"""']],
    keys: 'word', dashes: true, constants: words('true false')},
  lua: {
    names: 'lua', line: ['--'], block: [['--[[', ']]']], strings: QUOTES,
    keywords: words('and break do else elseif end for function goto if in local not or repeat return then until while'),
    constants: words('true false nil'),
  },
  haskell: {
    names: 'haskell hs elm ocaml ml', line: ['--'], block: [['{-', '-}'], ['(*', '*)']], strings: ['"'],
    keywords: words('case class data deriving do else forall foreign fun if import in infix infixl infixr instance let match module '
      + 'newtype of open rec then type where with'),
    constants: words('True False Nothing Just true false'),
  },
  r: {
    names: 'r julia jl elixir ex', ...HASH, strings: QUOTES,
    keywords: words('begin break def defmodule do else elseif end for function if import in let library local module mutable next '
      + 'repeat return struct using while'),
    constants: words('TRUE FALSE NULL NA true false nothing nil'),
  },
};

const BY_NAME = new Map(
  Object.values(LANGUAGES).flatMap(language => language.names.split(' ').map(name => [name, language])));

/** What is known of a language, or null. */
export function languageOf(name) {
  return BY_NAME.get(name.toLowerCase()) ?? null;
}
