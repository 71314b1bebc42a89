%% Actor micro-benchmarks, Erlang/OTP.
%%
%%   erlc +inline bench.erl
%%   erl +S 1:1 +P 4000000 -noshell -run bench main pingpong
%%   erl +S 2:2 +P 4000000 -noshell -run bench main all
%%
%% Each subcommand prints CSV lines   name,threads,ops,ns_per_op
%% (a name that ends in _bytes carries bytes per actor in the last column,
%% one that ends in _pNN a latency in ns).
-module(bench).
-export([main/1]).
%% gen_server and supervisor callbacks
-export([init/1, handle_call/3, handle_cast/2, start_child/1]).

-define(WAVE, 10000).

main([]) -> main(["all"]);
main(Names) ->
    logger:set_primary_config(level, none),
    lists:foreach(fun run/1, Names),
    halt(0).

run("all") ->
    [run(N) || N <- ["pingpong", "ring", "spawn", "idle", "fanin", "call",
                     "skynet", "selrecv", "restart", "big", "pairs", "tail",
                     "cycle", "timers"]];
run("pingpong") ->
    warm(fun pingpong/1, 1000000, "pingpong");
run("pingpong_cross") -> warm(fun pingpong_cross/1, 50000, "pingpong_cross");
run("ring") -> warm(fun ring/1, 1000000, "ring");
run("spawn") ->
    warm(fun spawn_plain/1, 500000, "spawn_exit"),
    warm(fun spawn_link_/1, 500000, "spawn_exit_link"),
    warm(fun spawn_monitor_/1, 500000, "spawn_exit_monitor");
run("idle") -> idle("idle", fun(_) -> spawn(fun idle_loop/0) end, fun idle_ask/1);
run("idle_hib") ->
    idle("idle_hib", fun(_) -> spawn(fun idle_hib/0) end, fun idle_ask/1);
run("idle_gs") ->
    idle("idle_gs", fun(_) -> {ok, P} = gen_server:start(?MODULE, server, []), P end,
         fun(P) -> P ! {'$gen_call', {self(), idle}, 1} end);
run("fanin") ->
    warm(fun(N) -> fanin(N, []) end, 5000000, "fanin"),
    warm(fun(N) -> fanin(N, [{message_queue_data, off_heap}]) end, 5000000,
         "fanin_offheap");
run("call") ->
    warm(fun call/1, 1000000, "call"),
    warm(fun call_inf/1, 1000000, "call_infinity"),
    warm(fun call_raw/1, 1000000, "call_raw"),
    warm(fun cast/1, 1000000, "cast");
run("skynet") ->
    emit("skynet_cold", 1000000, skynet(1000000)),
    emit("skynet", 1000000, skynet(1000000));
run("selrecv") -> selrecv();
run("restart") -> restart(fun restart_long/1);
run("restart_short") -> restart(fun restart_short/1);
run("big") -> big(300, 20);
run("pairs") -> warm(fun pairs/1, 1000000, "pairs");
run("tail") -> tail();
run("cycle") -> in_process(fun cycle/0);
run("timers") ->
    warm(fun(N) -> timers(N, N) end, 1000000, "timers_cold"),
    emit("timers_arm_cancel", 1000000, timers(1000000, 1000000)),
    warm(fun(N) -> timers(N, 1) end, 1000000, "timers_one_at_a_time");
run(Other) -> io:format(standard_error, "unknown benchmark ~s~n", [Other]), halt(2).

%% ---------------------------------------------------------------- measuring

now_ns() -> erlang:monotonic_time(nanosecond).

emit(Name, Ops, Ns) ->
    io:format("~s,~w,~w,~.2f~n",
              [Name, erlang:system_info(schedulers_online), Ops, Ns / Ops]).

%% Run at a tenth of the size first, then measure. F returns elapsed ns.
warm(F, Ops, Name) ->
    F(Ops div 10),
    emit(Name, Ops, F(Ops)).

rss() ->
    {ok, B} = file:read_file("/proc/self/status"),
    {match, [Kb]} = re:run(B, "VmRSS:\\s+(\\d+) kB", [{capture, [1], binary}]),
    binary_to_integer(Kb) * 1024.

%% Run F in a fresh process and return its value.
in_process(F) -> in_process(F, []).
in_process(F, Opts) ->
    Self = self(), Tag = make_ref(),
    spawn_opt(fun() -> Self ! {Tag, F()} end, [link | Opts]),
    receive {Tag, V} -> V end.

timed(F) -> T0 = now_ns(), F(), now_ns() - T0.

%% ---------------------------------------------------------------- 1 ping-pong

pingpong(N) ->
    Pong = spawn_link(fun pong/0),
    in_process(fun() -> timed(fun() -> ping(Pong, N) end) end).

%% Both ends pinned to different scheduler threads (same one if there is 1).
pingpong_cross(N) ->
    Pong = spawn_opt(fun pong/0, [link, {scheduler, 1}]),
    in_process(fun() -> timed(fun() -> ping(Pong, N) end) end,
               [{scheduler, erlang:system_info(schedulers_online)}]).

ping(Pong, 0) -> Pong ! stop;
ping(Pong, N) ->
    Pong ! {ping, self(), N},
    receive {pong, N} -> ping(Pong, N - 1) end.

pong() ->
    receive
        {ping, From, N} -> From ! {pong, N}, pong();
        stop -> ok
    end.

%% ---------------------------------------------------------------- 2 ring

ring(Hops) ->
    Self = self(),
    First = spawn_link(fun() -> receive {next, P} -> ring_node(P, Self) end end),
    Last = lists:foldl(fun(_, Next) -> spawn_link(fun() -> ring_node(Next, Self) end) end,
                       First, lists:seq(1, 999)),
    First ! {next, Last},
    T0 = now_ns(),
    First ! {token, Hops},
    receive ring_done -> ok end,
    T = now_ns() - T0,
    First ! stop,
    receive ring_stopped -> ok end,
    T.

ring_node(Next, Main) ->
    receive
        {token, 0} -> Main ! ring_done, ring_node(Next, Main);
        {token, N} -> Next ! {token, N - 1}, ring_node(Next, Main);
        stop -> case is_process_alive(Next) of
                    true -> Next ! stop;
                    false -> Main ! ring_stopped
                end
    end.

%% ---------------------------------------------------------------- 3 spawn+exit

waves(N, Wave) -> timed(fun() -> waves_(N, Wave) end).
waves_(N, _) when N =< 0 -> ok;
waves_(N, Wave) -> Wave(min(N, ?WAVE)), waves_(N - ?WAVE, Wave).

spawn_plain(N) ->
    in_process(fun() ->
        Self = self(),
        waves(N, fun(K) ->
            spawn_n(K, fun() -> Self ! done end),
            await_done(K)
        end)
    end).

spawn_n(0, _) -> ok;
spawn_n(K, F) -> spawn(F), spawn_n(K - 1, F).
await_done(0) -> ok;
await_done(K) -> receive done -> await_done(K - 1) end.

spawn_link_(N) ->
    in_process(fun() ->
        process_flag(trap_exit, true),
        waves(N, fun(K) ->
            F = fun() -> ok end,
            [spawn_link(F) || _ <- lists:seq(1, K)],
            await_exit(K)
        end)
    end).
await_exit(0) -> ok;
await_exit(K) -> receive {'EXIT', _, normal} -> await_exit(K - 1) end.

spawn_monitor_(N) ->
    in_process(fun() ->
        waves(N, fun(K) ->
            F = fun() -> ok end,
            [spawn_monitor(F) || _ <- lists:seq(1, K)],
            await_down(K)
        end)
    end).
await_down(0) -> ok;
await_down(K) -> receive {'DOWN', _, process, _, normal} -> await_down(K - 1) end.

%% ---------------------------------------------------------------- 4 idle actors

idle(Name, Spawn, Ask) ->
    N = 1000000,
    in_process(fun() ->
        R0 = rss(), T0 = now_ns(),
        Ps = [Spawn(I) || I <- lists:seq(1, N)],
        %% the actors have all reached their receive when the last answers
        Ask(lists:last(Ps)), receive {idle, _} -> ok end,
        T1 = now_ns(), R1 = rss(),
        lists:foreach(Ask, Ps),
        idle_collect(N),
        T2 = now_ns(), R2 = rss(),
        emit(Name ++ "_create", N, T1 - T0),
        emit(Name ++ "_reply", N, T2 - T1),
        emit(Name ++ "_rss_bytes", N, R1 - R0),
        emit(Name ++ "_rss_after_bytes", N, R2 - R0),
        {memory, M} = process_info(hd(Ps), memory),
        emit(Name ++ "_process_info_bytes", 1, M)
    end).

idle_ask(P) -> P ! {idle, self(), 1}.
idle_collect(0) -> ok;
idle_collect(N) -> receive {idle, _} -> idle_collect(N - 1) end.
idle_loop() -> receive {idle, From, X} -> From ! {idle, X}, idle_loop() end.
idle_hib() -> erlang:hibernate(erlang, apply, [fun idle_hib_wake/0, []]).
idle_hib_wake() -> receive {idle, From, X} -> From ! {idle, X}, idle_hib() end.

%% ---------------------------------------------------------------- 5 fan-in

fanin(Total, Opts) ->
    PerSender = Total div 100,
    Main = self(),
    Sink = spawn_opt(fun() -> fanin_sink(PerSender * 100), Main ! fanin_done end,
                     [link | Opts]),
    Senders = [spawn_link(fun() -> receive go -> fanin_send(Sink, PerSender) end end)
               || _ <- lists:seq(1, 100)],
    timed(fun() ->
        [S ! go || S <- Senders],
        receive fanin_done -> ok end
    end).
fanin_sink(0) -> ok;
fanin_sink(N) -> receive {msg, _} -> fanin_sink(N - 1) end.
fanin_send(_, 0) -> ok;
fanin_send(P, N) -> P ! {msg, N}, fanin_send(P, N - 1).

%% ---------------------------------------------------------------- 6 call

init(server) -> {ok, 0};
init({sup, Main}) ->
    {ok, {#{strategy => one_for_one, intensity => 1000000000, period => 1},
          [#{id => child, start => {?MODULE, start_child, [Main]},
             restart => permanent, shutdown => brutal_kill}]}};
init({child, Main}) -> Main ! {up, self()}, {ok, 0}.
handle_call(_, {_, idle}, S) -> {reply, 1, S};
handle_call(V, _From, S) -> {reply, V, S + 1}.
handle_cast(_, S) -> {noreply, S + 1}.

with_server(F) ->
    {ok, S} = gen_server:start(?MODULE, server, []),
    T = in_process(fun() -> timed(fun() -> F(S) end) end),
    gen_server:stop(S),
    T.

call(N) -> with_server(fun(S) -> call(S, N) end).
call(_, 0) -> ok;
call(S, N) -> N = gen_server:call(S, N), call(S, N - 1).

call_inf(N) -> with_server(fun(S) -> call_inf(S, N) end).
call_inf(_, 0) -> ok;
call_inf(S, N) -> N = gen_server:call(S, N, infinity), call_inf(S, N - 1).

cast(N) -> with_server(fun(S) -> cast(S, N), N = gen_server:call(S, N) end).
cast(_, 0) -> ok;
cast(S, N) -> gen_server:cast(S, N), cast(S, N - 1).

%% Hand-written request/reply, no monitor, no timeout.
call_raw(N) ->
    S = spawn_link(fun raw_server/0),
    T = in_process(fun() -> timed(fun() -> call_raw(S, N) end) end),
    S ! stop,
    T.
call_raw(_, 0) -> ok;
call_raw(S, N) ->
    Ref = make_ref(),
    S ! {call, self(), Ref, N},
    receive {Ref, N} -> call_raw(S, N - 1) end.
raw_server() ->
    receive
        {call, From, Ref, N} -> From ! {Ref, N}, raw_server();
        stop -> ok
    end.

%% ---------------------------------------------------------------- 7 skynet

skynet(Leaves) ->
    Self = self(),
    timed(fun() ->
        spawn(fun() -> skynet(Self, 0, Leaves) end),
        receive {sum, S} -> S = Leaves * (Leaves - 1) div 2 end
    end).
skynet(Parent, Num, 1) -> Parent ! {sum, Num};
skynet(Parent, Num, Size) ->
    Self = self(), Sub = Size div 10,
    [spawn(fun() -> skynet(Self, Num + I * Sub, Sub) end) || I <- lists:seq(0, 9)],
    Parent ! {sum, skynet_sum(10, 0)}.
skynet_sum(0, Acc) -> Acc;
skynet_sum(K, Acc) -> receive {sum, S} -> skynet_sum(K - 1, Acc + S) end.

%% ---------------------------------------------------------------- 8 selective receive

selrecv() ->
    [selrecv(Q, Label) || {Q, Label} <- [{0, "0"}, {10000, "10k"}, {100000, "100k"}]].
selrecv(Queued, Label) ->
    Scans = case Queued of 0 -> 1000000; 10000 -> 20000; _ -> 1000 end,
    emit("selrecv_" ++ Label, Scans, in_process(fun() ->
        fill(Queued), sel_plain(Scans div 10),
        timed(fun() -> sel_plain(Scans) end) end)),
    emit("selrecv_ref_" ++ Label, 1000000, in_process(fun() ->
        fill(Queued), sel_ref(1000),
        timed(fun() -> sel_ref(1000000) end) end)),
    {ok, S} = gen_server:start(?MODULE, server, []),
    emit("selrecv_call_" ++ Label, 200000, in_process(fun() ->
        fill(Queued), call(S, 1000),
        timed(fun() -> call(S, 200000) end) end)).
fill(0) -> ok;
fill(N) -> self() ! {junk, N}, fill(N - 1).
sel_plain(0) -> ok;
sel_plain(N) -> self() ! {match, N}, receive {match, N} -> sel_plain(N - 1) end.
sel_ref(0) -> ok;
sel_ref(N) ->
    Ref = make_ref(),
    self() ! {Ref, N},
    receive {Ref, N} -> sel_ref(N - 1) end.

%% ---------------------------------------------------------------- 9 supervisor restart

start_child(Main) -> gen_server:start_link(?MODULE, {child, Main}, []).

%% restart: 100k restarts back to back. The supervisor keeps every restart of
%% the last period (1 s) in a list that each restart walks.
%% restart_short: 500 restarts, then over a period of rest, so that the list
%% stays short: the cost of the restart itself.
restart(Measure) ->
    in_process(fun() ->
        process_flag(trap_exit, true),
        {ok, _} = supervisor:start_link(?MODULE, {sup, self()}),
        receive {up, Pid} -> Measure(kill_n(Pid, 500)) end
    end).

restart_long(Pid) ->
    timer:sleep(2100),
    emit("restart", 100000, timed(fun() -> kill_n(Pid, 100000) end)).

restart_short(Pid) ->
    {_, Ns} = lists:foldl(fun(_, {P0, Acc}) ->
        timer:sleep(2100),
        T0 = now_ns(),
        P1 = kill_n(P0, 500),
        {P1, Acc + now_ns() - T0}
    end, {Pid, 0}, lists:seq(1, 4)),
    emit("restart_short", 2000, Ns).

kill_n(Pid, 0) -> Pid;
kill_n(Pid, N) ->
    exit(Pid, kill),
    receive {up, P} -> kill_n(P, N - 1) end.

%% ---------------------------------------------------------------- 10 big

big(Procs, Rounds) ->
    Ps = [spawn_link(fun big_init/0) || _ <- lists:seq(1, Procs)],
    [P ! {peers, Ps, self()} || P <- Ps],
    big_rounds(Ps, 2),
    Ns = timed(fun() -> big_rounds(Ps, Rounds) end),
    emit("big_round", Rounds, Ns),
    emit("big_msg", Rounds * Procs * Procs * 2, Ns),
    [begin unlink(P), exit(P, kill) end || P <- Ps].
big_rounds(_, 0) -> ok;
big_rounds(Ps, R) ->
    [P ! go || P <- Ps],
    [receive {done, P} -> ok end || P <- Ps],
    big_rounds(Ps, R - 1).
big_init() -> receive {peers, Ps, Main} -> big_loop(Ps, length(Ps), 0, Main) end.
big_loop(Ps, N, Pongs, Main) ->
    receive
        {ping, From} -> From ! {pong, self()}, big_loop(Ps, N, Pongs, Main);
        {pong, _} when Pongs + 1 =:= N -> Main ! {done, self()}, big_loop(Ps, N, 0, Main);
        {pong, _} -> big_loop(Ps, N, Pongs + 1, Main);
        go -> Self = self(), [P ! {ping, Self} || P <- Ps], big_loop(Ps, N, Pongs, Main)
    end.

%% ---------------------------------------------------------------- 11 pairs

pairs(Trips) ->
    Rounds = Trips div 2000,
    Self = self(),
    Pings = [begin
                 Pong = spawn_link(fun pong/0),
                 spawn_link(fun() ->
                     receive go -> ok end, ping(Pong, Rounds), Self ! pair_done
                 end)
             end || _ <- lists:seq(1, 2000)],
    timed(fun() ->
        [P ! go || P <- Pings],
        [receive pair_done -> ok end || _ <- Pings]
    end).

%% ---------------------------------------------------------------- 12 tail latency

%% 1000 clients; each waits an exponential time of mean Gap ms, then calls a
%% server that is busy for 5 us a request. Gap is chosen for a server load of a
%% half with 2 threads, a quarter with 1.
tail() ->
    Gap = case erlang:system_info(schedulers_online) of 1 -> 20; _ -> 10 end,
    Server = spawn_link(fun tail_server/0),
    Self = self(),
    Seconds = 5,
    Start = now_ns(),
    From = Start + 1000000000, Until = From + Seconds * 1000000000,
    erlang:statistics(scheduler_wall_time),
    Cs = [spawn_link(fun() -> Self ! {lat, tail_client(Server, Gap, From, Until, [])} end)
          || _ <- lists:seq(1, 1000)],
    L = lists:sort(lists:append([receive {lat, X} -> X end || _ <- Cs])),
    T = list_to_tuple(L), N = tuple_size(T),
    At = fun(Q) -> element(max(1, min(N, ceil(N * Q))), T) end,
    [emit("tail_" ++ Nm, 1, At(Q)) ||
        {Nm, Q} <- [{"p50", 0.5}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1.0}]],
    emit("tail_interarrival", N, Seconds * 1000000000).
tail_server() ->
    receive {call, From, Ref, N} ->
        spin(now_ns() + 5000), From ! {Ref, N}, tail_server()
    end.
spin(Until) -> case now_ns() of T when T < Until -> spin(Until); _ -> ok end.
tail_client(S, Gap, From, Until, Acc) ->
    Wait = round(-math:log(rand:uniform()) * Gap),
    receive after Wait -> ok end,
    T0 = now_ns(),
    Ref = make_ref(),
    S ! {call, self(), Ref, 1},
    receive {Ref, 1} -> ok end,
    T1 = now_ns(),
    if T0 > Until -> Acc;
       T0 < From -> tail_client(S, Gap, From, Until, Acc);
       true -> tail_client(S, Gap, From, Until, [T1 - T0 | Acc])
    end.

%% ---------------------------------------------------------------- 13 cycle

%% 100k processes in one random cycle, 1000 tokens at once: too many to stay in
%% the caches, and no order that a prefetcher could follow.
cycle() ->
    Self = self(),
    rand:seed(exsss, 1),
    Ps = [spawn(fun() -> receive {next, P} -> cycle_node(P, Self) end end)
          || _ <- lists:seq(1, 100000)],
    Order = [P || {_, P} <- lists:sort([{rand:uniform(), P} || P <- Ps])],
    lists:zipwith(fun(P, Next) -> P ! {next, Next} end, Order, tl(Order) ++ [hd(Order)]),
    warm(fun(Hops) -> go_round(lists:sublist(Ps, 1000), Hops) end, 1000000, "cycle"),
    [P ! stop || P <- Ps].

go_round(First, Hops) ->
    timed(fun() ->
        [P ! {token, Hops div length(First)} || P <- First],
        [receive cycle_done -> ok end || _ <- First]
    end).

cycle_node(Next, Main) ->
    receive
        {token, 0} -> Main ! cycle_done, cycle_node(Next, Main);
        {token, N} -> Next ! {token, N - 1}, cycle_node(Next, Main);
        stop -> ok
    end.

%% ---------------------------------------------------------------- 14 timers

%% N timers of a minute: Batch of them armed, then those cancelled, and again.
timers(N, Batch) -> in_process(fun() -> timed(fun() -> timers_(N, Batch) end) end).
timers_(N, _) when N =< 0 -> ok;
timers_(N, Batch) ->
    cancel(arm(Batch, [])),
    timers_(N - Batch, Batch).
arm(0, Armed) -> Armed;
arm(N, Armed) -> arm(N - 1, [erlang:send_after(60000, self(), late) | Armed]).
cancel([]) -> ok;
cancel([Timer | Armed]) -> erlang:cancel_timer(Timer), cancel(Armed).
