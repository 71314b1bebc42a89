%% Says back what it reads: a process a connection, with a passive socket, which is the fastest way
%% for one that waits for nothing else. ({active, once} is a message a read and a call besides.)
-module(server).
-export([main/1]).

main(["echo"]) ->
    {ok, Door} = gen_tcp:listen(0, [binary, {ip, loopback}, {active, false}, {nodelay, true},
                                    {backlog, 4096}]),
    {ok, Port} = inet:port(Door),
    io:format("~b~n", [Port]),
    accept(Door).

accept(Door) ->
    {ok, Client} = gen_tcp:accept(Door),
    Pid = spawn(fun() -> receive go -> echo(Client) end end),
    ok = gen_tcp:controlling_process(Client, Pid),
    Pid ! go,
    accept(Door).

echo(Client) ->
    case gen_tcp:recv(Client, 0) of
        {ok, Part} -> ok = gen_tcp:send(Client, Part), echo(Client);
        {error, _} -> gen_tcp:close(Client)
    end.
