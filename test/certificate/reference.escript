#!/usr/bin/env escript
%% -*- erlang -*-
%%! +S 1 -noinput
%% Runs scenarios (scenario.hpp) on OTP's own supervisor. Reads one term a line from stdin,
%% {Number, Tree, Steps}, and writes the trace of each (trace.hpp) to stdout when it has ended.
%% Many scenarios run at once, so that the shutdown times of one are filled by the others; one
%% scheduler, so that the processes of a scenario take turns.
-module(reference).
-mode(compile).
-behaviour(gen_server).
-export([main/1, start/3, start_with/4, stubborn/1, log/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-define(AT_ONCE, 64).

main(_) ->
    ok = logger:remove_handler(default),
    ok = logger:add_handler(recorder, ?MODULE, #{level => error}),
    In = open_port({fd, 0, 1}, [binary, eof, {line, 1000000}, out, in]),
    serve(In, 0, []).

serve(In, ?AT_ONCE, Part) ->
    serve(In, finished(In), Part);
serve(In, Running, Part) ->
    receive
        {In, {data, {noeol, Text}}} ->
            serve(In, Running, [Part, Text]);
        {In, {data, {eol, Text}}} ->
            Scenario = parsed(iolist_to_binary([Part, Text])),
            Main = self(),
            spawn(fun() -> Main ! {trace, run_or_halt(Scenario)} end),
            serve(In, Running + 1, []);
        {trace, Trace} ->
            port_command(In, Trace),
            serve(In, Running - 1, Part);
        {In, eof} ->
            [finished(In) || _ <- lists:seq(1, Running)],
            halt()
    end.

finished(In) ->
    receive {trace, Trace} -> port_command(In, Trace) end,
    ?AT_ONCE - 1.

parsed(Line) ->
    {ok, Tokens, _} = erl_scan:string(binary_to_list(Line)),
    {ok, Term} = erl_parse:parse_term(Tokens),
    Term.

%%% A scenario.

%% A mistake of this script's own must not look like a trace.
run_or_halt(Scenario) ->
    try run(Scenario)
    catch Class:Reason:Stack ->
            io:format(standard_error, "~p~n~p: ~p~n~p~n", [Scenario, Class, Reason, Stack]),
            halt(1)
    end.

run({Number, Tree, Steps}) ->
    Recorder = spawn_link(fun() -> record(#{}) end),
    put(recorder, Recorder),
    {Plan, Rest} = lists:splitwith(fun(Step) -> element(1, Step) =:= fail end, Steps),
    lists:foreach(fun(Step) -> do(Step) end, Plan),
    Driver = self(),
    Parent = spawn_link(fun() -> be_parent(Driver, Recorder, element(5, Tree)) end),
    put(parent, Parent),
    Started = receive {Parent, Result} -> started(Result) end,
    First = step_trace(0, [Started]),
    All = [First | [step_trace(N, do(Step))
                    || {N, Step} <- lists:zip(lists:seq(1, length(Rest)), Rest)]],
    unlink(Parent),
    exit(Parent, kill),
    tell({clean_up}),
    [io_lib:format("scenario ~w~n", [Number]), All, io_lib:format("end ~w~n", [Number])].

%% The parent of the tree is a process of its own: its exit signals are orders, those of the driver
%% are not.
be_parent(Driver, Recorder, Body) ->
    process_flag(trap_exit, true),
    Result = start(Recorder, "t", Body),
    Driver ! {self(), Result},
    obey(Driver, Result).

obey(Driver, Result) ->
    receive
        {stop, Reason} ->
            {ok, Top} = Result,
            exit(Top, Reason),
            Driver ! {self(), done};
        _ -> ok
    end,
    obey(Driver, Result).

step_trace(N, Replies) ->
    settle(),
    {Events, Reports, Left, Supervisors} = tell({take}),
    [io_lib:format("step ~w~n", [N]),
     Events,
     [[Report, $\n] || Report <- Reports],
     [["reply ", Reply, $\n] || Reply <- Replies],
     [children_line(Name, Pid) || {Name, Pid} <- Supervisors],
     "left", [[$\s, Name] || Name <- Left], $\n].

children_line(Name, Pid) ->
    Children = supervisor:which_children(Pid),
    Counts = supervisor:count_children(Pid),
    ["children ", Name, known(Children), $\s, counted(Children, Counts), $\n].

%% A dynamic supervisor's children have no ids, and no order.
known(Children) ->
    case is_dynamic(Children) of
        true -> [[$\s, Name] || Name <- lists:sort([name(Child) || {_, Child, _, _} <- Children])];
        false -> [[$\s, atom_to_list(Id), $=, name(Child)] || {Id, Child, _, _} <- Children]
    end.

is_dynamic(Children) -> lists:all(fun({Id, _, _, _}) -> Id =:= undefined end, Children).

%% Once it has terminated a child under restart a simple_one_for_one counts one active child less
%% than there are, for ever. So they are counted here.
counted(Children, Counts) ->
    Active = length([Child || {_, Child, _, _} <- Children, is_pid(Child)]),
    Right = case is_dynamic(Children) of
                true -> lists:keyreplace(active, 1, Counts, {active, Active});
                false -> Counts
            end,
    io_lib:format("(~w ~w ~w ~w)", [Count || {_, Count} <- Right]).

name(Pid) when is_pid(Pid) -> tell({name, Pid});
name(Atom) -> atom_to_list(Atom).

%%% Steps. Each gives the replies to be shown.

do({fail, Path, How, Times}) -> tell({fail, Path, How, Times}), [];
do(Step) ->
    case target(Step) of
        undefined -> ["nobody"];
        Pid -> do(Pid, Step)
    end.

do(Pid, {exit, _, Reason}) -> Pid ! {told, {exit, Reason}}, [];
do(Pid, {crash, _}) -> Pid ! {told, crash}, [];
do(Pid, {signal, _, Reason}) -> exit(Pid, Reason), [];
do(_, {stop, Reason}) ->
    Parent = get(parent),
    Parent ! {stop, Reason},
    receive {Parent, done} -> [] end;
do(Pid, {at_once, _, Steps}) ->
    sys:suspend(Pid),
    Requests = lists:append([queue(Pid, Step) || Step <- Steps]),
    sys:resume(Pid),
    [answer(Request) || Request <- Requests];
do(Pid, Request) -> [answer(request(Pid, Request))].

%% Only workers can be told to do something, only supervisors be asked, and each kind of them has
%% its own start_child.
target({stop, _}) -> tell({whereis, "t", [supervisor, dynamic]});
target({signal, Path, _}) -> tell({whereis, Path, [worker, supervisor, dynamic]});
target({exit, Path, _}) -> tell({whereis, Path, [worker]});
target({crash, Path}) -> tell({whereis, Path, [worker]});
target({start, Path, _}) -> tell({whereis, Path, [supervisor]});
target({start_with, Path, _}) -> tell({whereis, Path, [dynamic]});
target(Step) -> tell({whereis, element(2, Step), [supervisor, dynamic]}).

%% The supervisor is suspended: what is done lies in its mailbox before it acts, in this order.
queue(Supervisor, Step) when element(1, Step) =:= exit; element(1, Step) =:= crash;
                             element(1, Step) =:= signal ->
    case target(Step) of
        undefined -> ok;
        Pid ->
            {links, Links} = process_info(Supervisor, links),
            do(Pid, Step),
            % One that a killed supervisor has left behind is nobody's child.
            _ = lists:member(Pid, Links) andalso wait_for_exit(Supervisor, Pid)
    end,
    [];
queue(Supervisor, Request) ->
    case target(Request) of
        undefined -> [nobody];
        _ -> [request(Supervisor, Request)]
    end.

wait_for_exit(Supervisor, Pid) ->
    {messages, Queue} = process_info(Supervisor, messages),
    case lists:any(fun({'EXIT', From, _}) -> From =:= Pid; (_) -> false end, Queue) of
        true -> ok;
        false -> erlang:yield(), wait_for_exit(Supervisor, Pid)
    end.

request(Pid, {which, _}) -> gen_server:send_request(Pid, which_children);
request(Pid, {count, Path}) ->
    {count, request(Pid, {which, Path}), gen_server:send_request(Pid, count_children)};
request(Pid, {start_with, _, Id}) ->
    gen_server:send_request(Pid, {start_child, [{Id, make_ref()}]});
request(Pid, {terminate_pid, _, Whom}) ->
    case tell({last, Whom}) of
        undefined -> nobody;
        Child -> gen_server:send_request(Pid, {terminate_child, Child})
    end;
request(Pid, {terminate, _, Id}) -> gen_server:send_request(Pid, {terminate_child, Id});
request(Pid, {restart, _, Id}) -> gen_server:send_request(Pid, {restart_child, Id});
request(Pid, {delete, _, Id}) -> gen_server:send_request(Pid, {delete_child, Id});
request(Pid, {start, Path, Child}) ->
    gen_server:send_request(Pid, {start_child, spec(get(recorder), Path, Child)}).

answer(nobody) -> "nobody";
answer({count, Which, Count}) ->
    Children = gen_server:receive_response(Which, infinity),
    case {Children, gen_server:receive_response(Count, infinity)} of
        {{reply, Known}, {reply, Counts}} -> ["count ", counted(Known, Counts)];
        {_, Error} -> reply(Error)
    end;
answer(Request) -> reply(gen_server:receive_response(Request, infinity)).

reply({error, {Reason, _}}) -> ["call ", text(Reason)];
reply({reply, ok}) -> "ok";
reply({reply, {ok, Child}}) -> ["ok ", name(Child)];
reply({reply, {error, {already_started, Child}}}) -> ["already_started ", name(Child)];
reply({reply, {error, {Reason, Child}}}) when element(1, Child) =:= child ->
    ["start_failed ", text(Reason)];  % start_child gives the child as it is kept inside, too
reply({reply, {error, {bad_combination, _} = Reason}}) ->
    ["invalid_spec ", text(Reason)];
reply({reply, {error, Reason}})
  when Reason =:= already_present; Reason =:= running; Reason =:= restarting;
       Reason =:= not_found; Reason =:= simple_one_for_one ->
    atom_to_list(Reason);
reply({reply, {error, Reason}}) -> ["start_failed ", text(Reason)];
reply({reply, Children}) when is_list(Children) -> ["which", known(Children)].

started({ok, Pid}) -> ["ok ", name(Pid)];
started({error, Reason}) -> ["start_failed ", text(Reason)].

%% As subject.cpp prints it; an exception is `error`, whatever its stack.
text(Reason) -> io_lib:format("~w", [plain(Reason)]).

plain({Reason, Stack}) when Reason =:= crash, is_list(Stack) -> error;
plain({bad_combination, [One, Other]}) -> {bad_combination, One, Other};
plain(Tuple) when is_tuple(Tuple) ->
    list_to_tuple([plain(Element) || Element <- tuple_to_list(Tuple)]);
plain(Other) -> Other.

%%% Settled: all processes of the tree wait in their main loops, with nothing in their mailboxes.
%%% Looked at twice: in between whoever could run has had three turns, and nothing has happened.

settle() -> settle(none).

settle(Before) ->
    [erlang:yield() || _ <- [1, 2, 3]],
    {Count, Pids} = tell({processes}),
    Now = {Count, Pids},
    case lists:all(fun idle/1, Pids) of
        false -> receive after 1 -> settle(none) end;
        true when Now =:= Before -> ok;
        true -> settle(Now)
    end.

idle(Pid) ->
    case process_info(Pid, [status, message_queue_len, current_function]) of
        [{status, waiting}, {message_queue_len, 0}, {current_function, {Module, Function, _}}] ->
            %% A supervisor of OTP 27 hibernates when it has waited for a second.
            lists:member({Module, Function}, [{gen_server, loop}, {erlang, hibernate}])
                orelse Function =:= refuse;
        _ -> false
    end.

%%% Starting a child; runs in its supervisor.

start(Recorder, Path, Body) ->
    N = tell(Recorder, {attempt, Path, role(Body)}),
    Result = start_body(Recorder, Path, N, Body),
    tell(Recorder, {result, Path, N, Result}),
    Result.

%% A child of a dynamic supervisor. The second part of the extra argument is its own, and shows
%% whether this is a restart.
start_with(Recorder, Path, Body, {Id, Own}) ->
    Place = Path ++ "/" ++ atom_to_list(Id),
    tell(Recorder, {coming, Place, Own}),
    start(Recorder, Place, Body).

role({supervisor, simple_one_for_one, _, _, _}) -> dynamic;
role(Body) -> element(1, Body).

start_body(Recorder, Path, N, {supervisor, _, _, _, _} = Body) ->
    supervisor:start_link(?MODULE, {Recorder, Path, N, Body});
start_body(Recorder, Path, N, {worker, stubborn, _} = Body) ->
    proc_lib:start_link(?MODULE, stubborn, [{Recorder, Path, N, Body}]);
start_body(Recorder, Path, N, Body) ->
    gen_server:start_link(?MODULE, {Recorder, Path, N, Body}, []).

specs(Recorder, Path, simple_one_for_one, [{_, _, _, _, Body} = Template]) ->
    Spec = spec(Recorder, Path, Template),
    [Spec#{start => {?MODULE, start_with, [Recorder, Path, Body]}}];
specs(Recorder, Path, _, Children) ->
    [spec(Recorder, Path, Child) || Child <- Children].

spec(Recorder, Path, {Id, Restart, Shutdown, Significant, Body}) ->
    #{id => Id, start => {?MODULE, start, [Recorder, Path ++ "/" ++ atom_to_list(Id), Body]},
      restart => Restart, shutdown => Shutdown, significant => Significant,
      type => element(1, Body)}.

init({Recorder, Path, N, {supervisor, Strategy, Intensity, AutoShutdown, Children} = Body}) ->
    put(recorder, Recorder),
    put(path, Path),
    tell(Recorder, {hello, Path, N, role(Body)}),
    {ok, {#{strategy => Strategy, intensity => Intensity, period => 86400,
            auto_shutdown => AutoShutdown},
          specs(Recorder, Path, Strategy, Children)}};
init({Recorder, Path, N, {worker, Kind, Last}}) ->
    case tell(Recorder, {plan, Path}) of
        succeed ->
            process_flag(trap_exit, Kind =/= plain),
            tell(Recorder, {hello, Path, N, worker}),
            {ok, {Kind, Last}};
        ignore -> ignore;
        crash -> error(crash);
        {stop, Reason} -> {stop, Reason}
    end.

%%% Workers. What they are told they do at once; when they are stopped each kind has its own way.

handle_call(_, _, State) -> {noreply, State}.
handle_cast(_, State) -> {noreply, State}.

handle_info({told, {exit, Reason}}, _) -> {stop, Reason, told};
handle_info({told, crash}, _) -> error(crash);
handle_info(_, State) -> {noreply, State}.

terminate(Reason, {Kind, Last}) when Reason =:= shutdown; Reason =:= killed ->
    case Kind of
        slow -> timer:sleep(3);
        odd -> exit(Last);
        _ -> ok
    end;
terminate(_, _) -> ok.

stubborn({Recorder, Path, N, _}) ->
    process_flag(trap_exit, true),
    case tell(Recorder, {plan, Path}) of
        succeed ->
            tell(Recorder, {hello, Path, N, worker}),
            proc_lib:init_ack({ok, self()}),
            refuse();
        ignore -> proc_lib:init_ack(ignore);
        crash -> error(crash);
        {stop, Reason} -> proc_lib:init_ack({error, Reason}), exit(Reason)
    end.

refuse() ->
    receive
        {told, {exit, Reason}} -> exit(Reason);
        {told, crash} -> error(crash);
        _ -> refuse()
    end.

%% Called in the process that reports.
log(#{msg := {report, #{label := {supervisor, What}, report := Report}}}, _)
  when What =:= child_terminated; What =:= start_error; What =:= shutdown;
       What =:= shutdown_error ->
    Offender = proplists:get_value(offender, Report),
    Id = atom_to_list(proplists:get_value(id, Offender)),
    Together = case proplists:get_value(nb_children, Offender) of
                   undefined -> [];
                   Count -> [$\s, integer_to_list(Count)]
               end,
    tell({report, ["report ", get(path), $\s, atom_to_list(What), $\s, Id, Together]});
log(_, _) -> ok.

%%% The recorder: knows all processes of a scenario, and what has happened in which order.

tell(Message) -> tell(get(recorder), Message).

tell(Recorder, Message) ->
    Ref = monitor(process, Recorder),
    Recorder ! {self(), Ref, Message},
    receive
        {Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, _, _, Reason} -> exit({recorder, Reason})
    end.

%% State: {attempts, Path} => number; {plan, Path} => list of outcomes; Pid => {Path, N, role};
%% {up, Path} => {N, Pid}; events, newest first; alive: pids in the order of their starts; early:
%% ends of processes whose start has not returned.
record(State) ->
    receive
        {'DOWN', _, process, Pid, Reason} ->
            record(ended(Pid, Reason, State));
        {From, Ref, {clean_up}} ->
            [exit(Pid, kill) || Pid <- maps:get(alive, State, [])],
            From ! {Ref, ok};
        {From, Ref, Message} ->
            {Reply, NewState} = answer(Message, From, noticed(State)),
            From ! {Ref, Reply},
            record(NewState)
    end.

%% Ends that have happened come before what is told now, even if their signals are still under way.
noticed(State) ->
    case lists:all(fun is_process_alive/1, maps:get(alive, State, [])) of
        true -> State;
        false -> receive {'DOWN', _, process, Pid, Reason} -> noticed(ended(Pid, Reason, State)) end
    end.

ended(Pid, Reason, State) ->
    Alive = State#{alive := lists:delete(Pid, maps:get(alive, State))},
    #{Pid := {Path, N, _}} = State,
    case State of
        #{{up, Path} := {M, _}} when M >= N -> event(["ended ", at(Path, N), $\s, text(Reason)], Alive);
        _ -> Alive#{{early, Path, N} => Reason}
    end.

answer({attempt, Path, Type}, _, State) ->
    N = maps:get({attempts, Path}, State, 0) + 1,
    New = State#{{attempts, Path} => N},
    {N, case Type of
            supervisor -> event(["begin ", at(Path, N)], New);
            dynamic -> event(["begin ", at(Path, N), " dynamic"], New);
            worker -> New
        end};
answer({result, Path, N, {ok, Pid}}, _, State) ->
    Up = event(["up ", at(Path, N)], State#{{up, Path} => {N, Pid}}),
    {ok, case Up of
             #{{early, Path, N} := Reason} ->
                 event(["ended ", at(Path, N), $\s, text(Reason)], Up);
             _ -> Up
         end};
answer({result, Path, N, ignore}, _, State) ->
    {ok, event(["ignored ", at(Path, N)], State)};
answer({result, Path, N, {error, Reason}}, _, State) ->
    {ok, event(["failed ", at(Path, N), $\s, text(Reason)], State)};
answer({hello, Path, N, Type}, From, State) ->
    monitor(process, From),
    {ok, State#{From => {Path, N, Type}, alive => maps:get(alive, State, []) ++ [From]}};
%% OTP keeps a dynamic child whose restart says ignore, as the pid `undefined`, and crashes later.
%% So no restart says it.
answer({coming, Path, Own}, _, State) ->
    {ok, case State of
             #{Own := came, {plan, Path} := Plan} ->
                 State#{{plan, Path} := lists:dropwhile(fun(How) -> How =:= ignore end, Plan)};
             _ -> State#{Own => came}
         end};
answer({last, Path}, _, State) ->
    {case State of
         #{{up, Path} := {_, Pid}} -> Pid;
         _ -> undefined
     end, State};
answer({plan, Path}, _, State) ->
    case State of
        #{{plan, Path} := [Next | Rest]} -> {Next, State#{{plan, Path} := Rest}};
        _ -> {succeed, State}
    end;
answer({fail, Path, How, Times}, _, State) ->
    {ok, State#{{plan, Path} => lists:duplicate(Times, How)}};
answer({whereis, Path, Types}, _, State) ->
    {case State of
         #{{up, Path} := {_, Pid}} ->
             #{Pid := {_, _, Type}, alive := Alive} = State,
             case lists:member(Pid, Alive) andalso lists:member(Type, Types) of
                 true -> Pid;
                 false -> undefined
             end;
         _ -> undefined
     end, State};
answer({name, Pid}, _, State) ->
    #{Pid := {Path, N, _}} = State,
    {at(Path, N), State};
answer({processes}, _, State) ->
    {{length(maps:get(events, State, [])), maps:get(alive, State, [])}, State};
answer({take}, _, State) ->
    Alive = lists:sort([{at(Path, N), Type, Pid} || Pid <- maps:get(alive, State, []),
                                                    #{Pid := {Path, N, Type}} <- [State]]),
    {{lists:reverse(maps:get(events, State, [])),
      lists:reverse(maps:get(reports, State, [])),
      [Name || {Name, _, _} <- Alive],
      [{Name, Pid} || {Name, Role, Pid} <- Alive, Role =/= worker]},
     State#{events => [], reports => []}};
answer({report, Text}, _, State) ->
    {ok, State#{reports => [Text | maps:get(reports, State, [])]}}.

event(Text, State) -> State#{events => [[Text, $\n] | maps:get(events, State, [])]}.

at(Path, N) -> Path ++ "#" ++ integer_to_list(N).
