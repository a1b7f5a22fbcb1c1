"""Names of people from all over the world are let pass, above all those in which a list finds a rude word."""

import itertools

import pytest

from server.players.innocent import FIRST, NAMES
from server.players.nicknames import CHINESE, ENGLISH, clean_name, rude

COMMON = {
    "English": """
        James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mary
        Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Randy Fanny Gay Willy Roger Butt Cox Hoare
        Hancock Hitchcock Peacock Cockburn Cockrell Dickson Dickinson Babcock Cummings Cumberbatch Bassett Cassidy
        Titterington Pollock Prickett Draper Drake Hickok Handcock Bitchener Spicer Glasscock""",
    "German": """
        Anna Lukas Leon Finn Assmann Kuntz Fuchs Fock Fokke Focke Feck Titze Schitter Dieckmann Wankmüller Hurlach Heil
        Siegfried Niggemann Niggemeyer Tittel Facker Kackert Jürgen Böhm Wichsmann""",
    "French": """
        Jean Marie Camille Louise Gaston Chattet Pissarro Arsène Arsenault Assouline Couillard Titouan
        Analeigh Zizi Salomé Bonnard""",
    "Spanish and Portuguese": """
        José María Enrique Analia Anabel Maricarmen Concha Vergara Verga Negrete Negrón Putnik Fagundes Culotta João
        Cunha Cacilda Rosanal Titi Sixto""",
    "Italian": """
        Giulia Marco Faggioli Faggiano Fagioli Faggi Delnegro Negri Titta Bastianelli Giorgio Titone Analuisa Gianluca
        Assunta Cazzola Cumani""",
    "Slavic": """
        Иван Мария Дмитрий Ольга Dmitri Semyon Semenov Semenko Slutskaya Slutsky Slutskiy Vaginov Pushkin Putin Anush
        Georgy Giorgy Fucik Hrdlicka Kundera Wankowicz Jebsen Dupont Kurt""",
    "Nordic": "Guro Søren Åse Dagny Fanney Björk Asse Dyke-Larsen Fuglesang Titti",
    "Hungarian": "György Gyorgy Georgye Analiz Puskás Pusztai Ferenc",
    "Turkish": "Cumhur Cumali Cuma Ufuk Gizem Sanal Yanal Danal Nazire Nazik İpek Uğur Faik",
    "Arabic and Persian": """
        Assad Hassan Assaf Nazim Nazir Nazia Faghihi Faghani Anoush Nima Jassim Fatima Analy Tariq""",
    "Indian": """
        Dikshit Dixit Harshit Harshita Rakshit Rakshita Lakshit Akshit Ashit Nishit Parikshit Shital Shitala Shitakshi
        Shitij Shitole Anushka Anusha Anusree Manali Sukhpreet Sukhdeep Hardik Boobalan Boobesh Kumar Titiksha Pranali
        Dipshikha Anala Randhir""",
    "Thai": """
        Pornchai Porntip Pornthip Supaporn Siriporn Nattaporn Pornsak Pornpimol Somporn Amporn Jiraporn Wilaiporn
        Boonporn Kittiporn Thitiporn Titiporn Anusorn Anusara Somchai Porntawee""",
    "Vietnamese": "Phuc Phuong Dung Dong Bich Ngoc My Hung Long Phuoc Dang Cuong Tuyet Ngan Bích Phúc",
    "Chinese": "Wang Dong Ho Fu Hui Fuk Shi Ting Long Wei 王伟 李娜 曹操 尼玛次仁 尼玛扎西 刘强 傅聪",
    "Japanese": "Fukumi Fukiko Fukuyama Fuko Shota Yuki Asuka Sukie Takashita Mashita Shitara 優子",
    "Korean": "Suk Sukhee Beomsuk Dong-suk Kim Bum Yu-na 김민준 박지훈",
    "African": "Assefa Assane Cumbo Titilayo Analo Niger Nigora Kunta Kinte Ngozi Chinonso Chinkiang Abosede",
}
AMBIGUOUS = (
    "Kike;Kike Perez;Semen;Semen Petrov;Dick;Dick S;Dick King;Cock;Anal;Fuk Lam;Coon;Alan Coon;Dyke;Dick Van Dyke"
)
SIGNED = "Hooker;John Lee Hooker;Joe Cocker;Bich Ngoc;Marica;Ana L;Ann 🇫🇰;🇫🇰;🇨🇺🇲🇽;Alex 🇺🇸"


@pytest.mark.parametrize("region", COMMON)
def test_names_of_the_world_are_not_rude(region: str) -> None:
    names = COMMON[region].split()
    pairs = [f"{first} {second}" for first, second in itertools.pairwise(names)]
    assert not [name for name in names + pairs if rude(clean_name(name) or "")]
    assert not [name for name in names if rude(name.upper()) or rude(name.lower())]


def test_there_are_enough_of_them() -> None:
    assert len({name for names in COMMON.values() for name in names.split()}) >= 300


@pytest.mark.parametrize("name", [*AMBIGUOUS.split(";"), *SIGNED.split(";")])
def test_names_that_are_words_pass_where_a_name_may_stand(name: str) -> None:
    assert not rude(clean_name(name) or "")


def test_names_that_are_words_are_rude_in_disguise_or_elsewhere() -> None:
    for name in FIRST:
        assert rude(f"big {name}"), name
        assert rude(" ".join(name)), name
        assert rude(name[:-1] + name[-1] * 4), name
    for name in NAMES - {"bich", "cockers"}:
        assert rude(".".join(name)), name


def test_what_we_suggest_is_decent() -> None:
    words = [word for language in (ENGLISH, CHINESE) for half in language for word in half.split()]
    assert not [word for word in words if rude(word)]
    assert not [pair for pair in itertools.pairwise(words) if rude(" ".join(pair))]
